/**
 * 3 x 3 convolutions and their gradients by Winograd's F(4x4, 3x3), with tiles or with channels in
 * lanes.
 */
package dev.skipjack.runtime.kernel.simd.winograd;
