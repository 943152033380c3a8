/**
 * What every way to compute a convolution and its gradients has in common, and what they are
 * called.
 */
package dev.skipjack.runtime.kernel.simd.algorithm;
