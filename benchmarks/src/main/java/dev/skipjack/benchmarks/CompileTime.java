package dev.skipjack.benchmarks;

/**
 * How long a model takes to compile, the medians of several runs.
 *
 * @param model its class
 * @param seconds of the whole javac, its start included
 * @param processorSeconds of our processor, as it tells itself
 */
public record CompileTime(String model, double seconds, double processorSeconds) {}
