/**
 * Products of matrices and of shifted pixels by register tiles, which {@code dev.skipjack.tiles}
 * writes, how their operands are packed, and sums of products over all pixels.
 */
package dev.skipjack.runtime.kernel.simd.product;
