/**
 * The kernels of layers of the user's own, which every provider has: they copy what an image has to
 * the layer's arrays and back.
 */
package dev.skipjack.runtime.kernel.custom;
