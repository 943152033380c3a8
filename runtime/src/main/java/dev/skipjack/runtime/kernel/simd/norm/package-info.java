/** Batch norm, its statistics, norms of one image, local response norm, and their gradients. */
package dev.skipjack.runtime.kernel.simd.norm;
