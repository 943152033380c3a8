package dev.skipjack.runtime.kernel;

/**
 * Who serves a kernel of a network.
 *
 * @param kernel its name and spec
 * @param provider its {@link KernelProvider#name()}
 */
public record KernelChoice(String kernel, String provider) {}
