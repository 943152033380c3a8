/**
 * What is fused to a convolution or a pool: normalisation before it and back through it, addition,
 * activation and statistics behind it.
 */
package dev.skipjack.runtime.kernel.simd.fusion;
