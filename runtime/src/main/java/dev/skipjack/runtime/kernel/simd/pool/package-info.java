/** Pools of windows and of whole planes, adaptive ones and resizes, and their gradients. */
package dev.skipjack.runtime.kernel.simd.pool;
