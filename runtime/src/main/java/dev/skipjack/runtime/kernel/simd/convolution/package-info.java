/**
 * The kernels of convolutions: they choose an algorithm for the shape that they meet and hand it
 * what is fused to it.
 */
package dev.skipjack.runtime.kernel.simd.convolution;
