/** Convolutions, and what is fused to them. */
package dev.skipjack.runtime.kernel.convolution;
