package dev.skipjack.processor.memory;

/**
 * Where a value lives.
 *
 * @param batched true: offsets are elements per image, multiplied by the batch size; false:
 *     absolute elements behind the batched part
 * @param buffer its number in the plan if it is batched
 * @param offset where the buffer (the slab, when several values share it) starts
 * @param bufferElements elements of the whole buffer, per image if batched
 * @param first element of the buffer, per image if batched, that the value starts at
 */
public record Storage(boolean batched, int buffer, long offset, long bufferElements, long first) {}
