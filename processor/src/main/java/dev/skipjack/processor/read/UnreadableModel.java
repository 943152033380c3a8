package dev.skipjack.processor.read;

/**
 * What a class attribute stands for when it names a model that cannot be placed.
 *
 * @param name simple name
 * @param cycle the models that place one another, {@code A -> B -> A}; empty if it is something
 *     else
 * @param mistake what the model's own compilation says; empty for a cycle
 * @param toldElsewhere whether that is in this compilation too, or another model of the cycle tells
 */
public record UnreadableModel(String name, String cycle, String mistake, boolean toldElsewhere) {}
