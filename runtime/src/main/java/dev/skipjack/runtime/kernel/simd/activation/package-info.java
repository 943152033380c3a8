/** Activations and their gradients, elements in lanes. */
package dev.skipjack.runtime.kernel.simd.activation;
