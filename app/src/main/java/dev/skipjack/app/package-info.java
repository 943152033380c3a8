/**
 * A command line for any generated network: {@link dev.skipjack.app.SkipjackApp} puts it together.
 */
package dev.skipjack.app;
