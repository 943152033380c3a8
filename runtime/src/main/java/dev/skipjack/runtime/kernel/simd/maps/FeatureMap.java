package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;

/** A map {@code [N, C, H, W]}, dense or a part of each image of a slab, in either layout. */
public abstract sealed class FeatureMap permits Planes, Blocks {
  public final int images;
  public final int channels;
  public final int height;
  public final int width;

  /** Of an image. */
  public final int pixels;

  final Memory memory;

  /** Floats from one image to the next. */
  final long imageStride;

  FeatureMap(Memory memory, long imageStride, int images, int channels, int height, int width) {
    this.memory = memory;
    this.imageStride = imageStride;
    this.images = images;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pixels = Planes.pixels(images, height, width);
  }

  /** A map that a kernel is bound to, kept alive; null if it is not. */
  public static FeatureMap of(Operands operands, Operand name, Layout layout) {
    return layout == Layout.BLOCKS ? Blocks.of(operands, name) : Planes.of(operands, name);
  }

  /** Whether it has as many images, of the same height and width. */
  public boolean hasShapeOf(FeatureMap other) {
    return images == other.images && height == other.height && width == other.width;
  }

  /**
   * Where pieces of this map are computed with: the array that it lies in, or, outside the heap,
   * {@code stage}, through which they pass.
   */
  public float[] array(float[] stage) {
    float[] own = memory.array();
    return own == null ? stage : own;
  }

  /** Whether it lies in a Java array, in which kernels compute in place. */
  public boolean isOnHeap() {
    return memory.array() != null;
  }
}
