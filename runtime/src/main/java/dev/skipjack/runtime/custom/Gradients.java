package dev.skipjack.runtime.custom;

/**
 * Gradients of the loss, each in the shape of what it is the gradient of.
 *
 * @param output to read
 * @param input to write, zero before
 * @param weights of all images so far, to be added to with {@code +=}
 */
public record Gradients(Tensor output, Tensor input, Weights weights) {}
