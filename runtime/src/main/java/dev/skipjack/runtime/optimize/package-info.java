/** Recipes that change weights. They build on {@code train}, which does not know them. */
package dev.skipjack.runtime.optimize;
