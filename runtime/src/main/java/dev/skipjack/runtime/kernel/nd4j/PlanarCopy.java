package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Layout;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A map as planes in scratch, while it lies in blocks; itself where it lies in planes. */
final class PlanarCopy {
  private final boolean blocks;
  private final Scratch scratch;
  private final Scratch.Slot slot;
  private final Derived planeView = new Derived(map -> view(map, Layout.PLANES));
  private final Derived blockView = new Derived(map -> view(map, Layout.BLOCKS));

  PlanarCopy(Layout layout, Scratch scratch, Scratch.Slot slot) {
    this.blocks = layout == Layout.BLOCKS;
    this.scratch = scratch;
    this.slot = slot;
  }

  /** What the map has; null for null. */
  INDArray read(INDArray map) {
    if (!blocks || map == null) {
      return map;
    }
    INDArray planes = scratch.like(slot, map);
    planeView.of(planes).assign(blockView.of(map));
    return planes;
  }

  /** Where to compute what the map shall have; pass it to {@link #deliver}. */
  INDArray target(INDArray map) {
    return blocks ? scratch.like(slot, map) : map;
  }

  void deliver(INDArray planes, INDArray map) {
    if (blocks) {
      blockView.of(map).assign(planeView.of(planes));
    }
  }

  /** The memory of a map as {@code [N, C/16, 16, H, W]}. */
  static INDArray view(INDArray map, Layout layout) {
    long channels = map.size(1);
    long height = map.size(2);
    long width = map.size(3);
    if (!Layout.BLOCKS.takes(channels)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a map of %d channels cannot lie in blocks of 16 channels", channels));
    }
    long pixels = height * width;
    long block = Layout.CHANNELS_OF_BLOCK;
    long[] shape = {map.size(0), channels / block, block, height, width};
    long[] stride =
        layout == Layout.PLANES
            ? new long[] {map.stride(0), block * pixels, pixels, width, 1}
            : new long[] {map.stride(0), block * pixels, 1, width * block, block};
    return Nd4j.create(map.data(), shape, stride, map.offset(), 'c', map.dataType());
  }
}
