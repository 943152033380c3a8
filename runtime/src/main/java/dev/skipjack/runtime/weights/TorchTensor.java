package dev.skipjack.runtime.weights;

/**
 * A view of a storage, as {@code torch._utils._rebuild_tensor_v2} gets it; checked by {@link
 * TorchFile}.
 *
 * @param offset of its first element in the storage
 * @param shape in elements; empty for a scalar
 * @param stride from one element to the next along each axis, in elements
 * @param negative whether its elements are those of the storage with the other sign, as those of
 *     {@code x.conj().imag} are
 */
record TorchTensor(
    TorchStorage storage, long offset, long[] shape, long[] stride, boolean negative) {}
