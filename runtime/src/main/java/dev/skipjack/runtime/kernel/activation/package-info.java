/** Activations and softmax. */
package dev.skipjack.runtime.kernel.activation;
