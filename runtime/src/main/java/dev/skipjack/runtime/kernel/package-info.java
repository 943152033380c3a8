/**
 * What a network computes with: a spec says what, a kernel is prepared for it once, bound to arrays
 * by name and run many times, a {@link dev.skipjack.runtime.kernel.KernelProvider} has kernels for
 * a machine. For those who write a provider, or want to know which one runs.
 *
 * <p>Kernels belong to the network that opened them and share its scratch memory: one thread at a
 * time runs one of them.
 */
package dev.skipjack.runtime.kernel;
