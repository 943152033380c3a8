package dev.skipjack.processor.memory;

import dev.skipjack.processor.ir.Value;
import java.util.List;
import java.util.Map;

/**
 * The memory of one step.
 *
 * @param storage of every value that the arena holds; parameters and their gradients live elsewhere
 * @param buffers those that grow with the batch, in the order of their numbers
 * @param elementsPerImage size of the part that grows with the batch
 * @param fixedElements size of the part that does not
 * @param elementsPerImageUnshared what the first part would be, had every value memory of its own
 */
public record MemoryPlan(
    Map<Value, Storage> storage,
    List<Lifetime> buffers,
    long elementsPerImage,
    long fixedElements,
    long elementsPerImageUnshared) {
  public MemoryPlan {
    storage = Map.copyOf(storage);
    buffers = List.copyOf(buffers);
  }

  public Storage of(Value value) {
    return storage.get(value);
  }
}
