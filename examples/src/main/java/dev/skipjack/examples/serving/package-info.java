/** An HTTP server that says what is on pictures, on the JDK's own server and an inference pool. */
package dev.skipjack.examples.serving;
