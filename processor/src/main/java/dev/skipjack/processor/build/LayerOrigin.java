package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Origin;

/**
 * Where nodes come from.
 *
 * @param layer name of the model's own field, which reports add up by
 */
public record LayerOrigin(String describe, String group, String layer) implements Origin {}
