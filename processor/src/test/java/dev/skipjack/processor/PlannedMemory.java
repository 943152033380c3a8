package dev.skipjack.processor;

import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.Lifetime;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.Storage;
import dev.skipjack.runtime.memory.BufferLayout;

/** Addresses of a plan's values as the arena of the runtime has them, for a batch of images. */
abstract class PlannedMemory {
  final MemoryPlan plan;
  final int images;

  private PlannedMemory(MemoryPlan plan, int images) {
    this.plan = plan;
    this.images = images;
  }

  /** Of a network of one size. */
  static PlannedMemory of(MemoryPlan plan, int images) {
    return new PlannedMemory(plan, images) {
      @Override
      long elements(TensorType type, long atReference) {
        return atReference;
      }

      @Override
      long offset(Storage storage) {
        return storage.offset();
      }

      @Override
      long elementsPerImage() {
        return plan.elementsPerImage();
      }
    };
  }

  /** Of a network of any size, whose buffers the runtime places for this one. */
  static PlannedMemory of(MemoryPlan plan, int images, int height, int width) {
    BufferLayout offsets = new BufferLayout(height, width);
    PlannedMemory memory =
        new PlannedMemory(plan, images) {
          @Override
          long elements(TensorType type, long atReference) {
            if (type.isFixed()) {
              return atReference;
            }
            long plane = type.elements() / type.channels();
            long now = type.extent().get().at(height) * type.extent().get().at(width);
            return Math.multiplyExact(atReference / plane, now);
          }

          @Override
          long offset(Storage storage) {
            return offsets.offset(storage.buffer());
          }

          @Override
          long elementsPerImage() {
            return offsets.elementsPerImage();
          }
        };
    for (Lifetime buffer : plan.buffers()) {
      offsets.add(memory.elements(buffer.value()), buffer.begin(), buffer.end());
    }
    offsets.place();
    return memory;
  }

  /** So many of a value's elements for the reference image, for an image of this size. */
  abstract long elements(TensorType type, long atReference);

  abstract long offset(Storage storage);

  abstract long elementsPerImage();

  /** Of one image, or of a vector. */
  long elements(Value value) {
    return elements(value.type(), value.type().elements());
  }

  /** In how many pieces a value lies: a slab has the parts of each image side by side. */
  int pieces(Value value) {
    return value.type().isBatched() ? images : 1;
  }

  /** Where a piece begins. */
  long begin(Value value, int piece) {
    Storage storage = plan.of(value);
    if (!storage.batched()) {
      return elementsPerImage() * images + storage.offset() + storage.first();
    }
    TensorType type = value.type();
    return offset(storage) * images
        + elements(type, storage.bufferElements()) * piece
        + elements(type, storage.first());
  }

  /** Everything there is. */
  long size() {
    return elementsPerImage() * images + plan.fixedElements();
  }
}
