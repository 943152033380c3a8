package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.Locale;

/**
 * A map {@code [N, C, H, W]}, dense or a part of each image of a slab, as planes of pixels. A
 * matrix {@code [N, F]} is a map of F channels with one pixel, a vector a matrix of one row. A
 * sequence {@code [N, T, D]} is a map of T channels, its tokens, with D pixels, their features.
 */
public final class Planes extends FeatureMap implements PixelSource {
  private Planes(Tensor tensor, Memory memory) {
    super(
        memory,
        tensor.stride(0),
        tensor.rank() == 1 ? 1 : (int) tensor.size(0),
        (int) tensor.size(tensor.rank() == 1 ? 0 : 1),
        tensor.rank() == 4 ? (int) tensor.size(2) : 1,
        tensor.rank() > 2 ? (int) tensor.size(tensor.rank() - 1) : 1);
  }

  /** Of a tensor that the caller keeps alive. */
  public static Planes of(Tensor tensor) {
    return new Planes(tensor, Memory.of(tensor));
  }

  /** Of a map or a matrix that a kernel is bound to, kept alive; null if it is not. */
  public static Planes of(Operands operands, Operand name) {
    Tensor tensor = operands.find(name);
    return tensor == null ? null : new Planes(tensor, Memory.keeping(tensor));
  }

  /** On the heap, dense. */
  public static Planes of(float[] array, int images, int channels, int height, int width) {
    return new Planes(Memory.of(array), images, channels, height, width);
  }

  private Planes(Memory memory, int images, int channels, int height, int width) {
    super(memory, (long) channels * height * width, images, channels, height, width);
  }

  /**
   * Of one image.
   *
   * @throws IllegalArgumentException if all images have more than {@code int} counts
   */
  public static int pixels(int images, int height, int width) {
    if ((long) images * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of %,d images of %dx%d has more than %,d pixels, the most that the simd"
                  + " kernels take: use smaller batches or smaller images",
              images,
              height,
              width,
              Integer.MAX_VALUE));
    }
    return height * width;
  }

  @Override
  public Planes onHeap() {
    return isOnHeap() ? this : null;
  }

  /**
   * Whether vectors may reach so many pixels behind one in {@link #array}: they end with it, not
   * with the map, but what is there is of no consequence.
   */
  public boolean canRead(int image, int channel, int pixel, int count) {
    return isOnHeap() && index(image, channel, pixel) + count <= memory.array().length;
  }

  /**
   * Where {@code count} pixels of a channel are in {@link #array}, to be read: outside the heap
   * they are copied to the stage, from {@code at} on. They may reach into the next channel.
   */
  public int find(int image, int channel, int pixel, float[] stage, int at, int count) {
    if (isOnHeap()) {
      return index(image, channel, pixel);
    }
    read(image, channel, pixel, stage, at, count);
    return at;
  }

  /**
   * Where pixels of a channel are to be written in {@link #array}: outside the heap at {@code at}
   * of the stage, from which {@link #deliver} copies them.
   */
  public int place(int image, int channel, int pixel, int at) {
    return isOnHeap() ? index(image, channel, pixel) : at;
  }

  /** Ends what {@link #place} began, for {@code count} pixels. */
  public void deliver(int image, int channel, int pixel, float[] stage, int at, int count) {
    if (!isOnHeap()) {
      write(image, channel, pixel, stage, at, count);
    }
  }

  /** Of a map on the heap: where a pixel of a channel is in {@link #array}. */
  public int index(int image, int channel, int pixel) {
    return memory.index(offset(image, channel, pixel));
  }

  /**
   * Copies {@code count} pixels of a channel, from {@code pixel} on; they may reach into the next.
   */
  @Override
  public void read(int image, int channel, int pixel, float[] to, int at, int count) {
    memory.read(offset(image, channel, pixel), to, at, count);
  }

  public void write(int image, int channel, int pixel, float[] from, int at, int count) {
    memory.write(offset(image, channel, pixel), from, at, count);
  }

  /** As {@link #read}, with the pixels of all images numbered through. */
  public void readThrough(int channel, int first, float[] to, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      read((first + done) / pixels, channel, pixel, to, at + done, n);
    }
  }

  /**
   * As {@link #readThrough} of some channels.
   *
   * @param channels how many
   * @param distance from one channel to the next in {@code to}
   */
  public void readThrough(
      int channel, int channels, int first, float[] to, int at, int distance, int count) {
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      long from = offset((first + done) / pixels, channel, pixel);
      for (int c = 0; c < channels; c++) {
        memory.read(from + (long) c * pixels, to, at + c * distance + done, n);
      }
    }
  }

  /** As {@link #write}, with the pixels of all images numbered through. */
  public void writeThrough(int channel, int first, float[] from, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      write((first + done) / pixels, channel, pixel, from, at + done, n);
    }
  }

  private long offset(int image, int channel, int pixel) {
    return image * imageStride + (long) channel * pixels + pixel;
  }
}
