/** Linear layers and their gradients. */
package dev.skipjack.runtime.kernel.simd.linear;
