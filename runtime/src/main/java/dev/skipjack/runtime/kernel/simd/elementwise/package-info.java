/** What is computed element by element of maps: sums, products, scales, dropout. */
package dev.skipjack.runtime.kernel.simd.elementwise;
