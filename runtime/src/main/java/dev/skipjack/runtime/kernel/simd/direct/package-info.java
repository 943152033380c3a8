/**
 * Convolutions and their gradients computed directly: 1 x 1, channel by channel, and any, on padded
 * pixels in which a tap of the kernel is an offset.
 */
package dev.skipjack.runtime.kernel.simd.direct;
