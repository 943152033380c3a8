/** A layer of one's own in a network: {@code docs/custom-layers.md}. */
package dev.skipjack.examples.custom;
