/**
 * Vectors of the width that the JVM was started with: their sums in a fixed order, simple loops
 * over arrays, transposition, and division into phases.
 */
package dev.skipjack.runtime.kernel.simd.lanes;
