package dev.skipjack.runtime.weights;

/**
 * Numbers that tensors of a PyTorch file are views of.
 *
 * @param type of its elements
 * @param key under which the file has it
 * @param elements as the file claims
 */
record TorchStorage(ElementType type, String key, long elements) {}
