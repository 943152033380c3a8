package dev.skipjack.processor.memory;

import dev.skipjack.processor.ir.Value;

/**
 * A batched buffer and when it is alive, both ends included, in nodes of the timeline.
 *
 * @param value the whole of it: a slab, if it has parts
 */
public record Lifetime(Value value, int begin, int end) {}
