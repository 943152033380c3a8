/** Figures that say how good a network is, and reports that people read. */
package dev.skipjack.runtime.metrics;
