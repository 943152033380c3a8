/**
 * What all kernels run on: the parts that a kernel is cut into by its shape, the threads that claim
 * them, heap arrays lent to each, and what the parts summed, added in their order.
 */
package dev.skipjack.runtime.kernel.simd.threads;
