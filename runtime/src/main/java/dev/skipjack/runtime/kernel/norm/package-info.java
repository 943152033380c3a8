/** Batch norm, its statistics, and norms of one image. */
package dev.skipjack.runtime.kernel.norm;
