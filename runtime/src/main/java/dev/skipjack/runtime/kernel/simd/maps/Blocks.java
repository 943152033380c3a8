package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;

/** A map whose memory is {@code [N][C/16][H][W][16]}, or that of a part of each image of a slab. */
public final class Blocks extends FeatureMap {
  /** Channels of a block, which lie beside each other. */
  public static final int SIZE = Layout.CHANNELS_OF_BLOCK;

  private Blocks(Tensor tensor, Memory memory) {
    super(
        memory,
        tensor.stride(0),
        (int) tensor.size(0),
        (int) tensor.size(1),
        (int) tensor.size(2),
        (int) tensor.size(3));
    Checks.requireLayout(Layout.BLOCKS, channels);
  }

  /** Of a map {@code [N, C, H, W]} that a kernel is bound to, kept alive; null if it is not. */
  public static Blocks of(Operands operands, Operand name) {
    Tensor tensor = operands.find(name);
    return tensor == null ? null : new Blocks(tensor, Memory.keeping(tensor));
  }

  /**
   * From one plane to the next, where 16 are transposed: at least a vector more than its pixels, an
   * odd number of lines.
   */
  public static int distance(int pixels) {
    return ((pixels + SIZE - 1) / SIZE + 1 | 1) * SIZE;
  }

  /** Of an image. */
  public int blocks() {
    return channels / SIZE;
  }

  /**
   * Where {@code count} pixels of a block are in {@link #array}, to be read: outside the heap they
   * are copied to the stage, from {@code at} on.
   */
  public int find(int image, int block, int pixel, float[] stage, int at, int count) {
    if (isOnHeap()) {
      return index(image, block, pixel);
    }
    read(image, block, pixel, stage, at, count);
    return at;
  }

  /**
   * Where pixels of a block are to be written in {@link #array}: outside the heap at {@code at} of
   * the stage, from which {@link #deliver} copies them.
   */
  public int place(int image, int block, int pixel, int at) {
    return isOnHeap() ? index(image, block, pixel) : at;
  }

  /** Ends what {@link #place} began, for {@code count} pixels. */
  public void deliver(int image, int block, int pixel, float[] stage, int at, int count) {
    if (!isOnHeap()) {
      write(image, block, pixel, stage, at, count);
    }
  }

  /** Of a map on the heap: where a pixel of a block begins in {@link #array}. */
  public int index(int image, int block, int pixel) {
    return memory.index(offset(image, block, pixel));
  }

  /** Copies {@code count} pixels of a block, from {@code pixel} on. */
  public void read(int image, int block, int pixel, float[] to, int at, int count) {
    memory.read(offset(image, block, pixel), to, at, count * SIZE);
  }

  public void write(int image, int block, int pixel, float[] from, int at, int count) {
    memory.write(offset(image, block, pixel), from, at, count * SIZE);
  }

  /** As {@link #read}, with the pixels of all images numbered through. */
  public void readThrough(int block, int first, float[] to, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      read((first + done) / pixels, block, pixel, to, at + done * SIZE, n);
    }
  }

  /** As {@link #write}, with the pixels of all images numbered through. */
  public void writeThrough(int block, int first, float[] from, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      write((first + done) / pixels, block, pixel, from, at + done * SIZE, n);
    }
  }

  /**
   * Some channels of a block, beside each other in the array.
   *
   * @param channel the first one; it and its followers are of one block
   */
  public void read(int image, int channel, int lanes, int pixel, float[] to, int count) {
    long from = offset(image, channel / SIZE, pixel) + channel % SIZE;
    if (lanes == SIZE) {
      memory.read(from, to, 0, count * SIZE);
    } else {
      for (int i = 0; i < count; i++) {
        memory.read(from + (long) i * SIZE, to, i * lanes, lanes);
      }
    }
  }

  public void write(int image, int channel, int lanes, int pixel, float[] from, int count) {
    long to = offset(image, channel / SIZE, pixel) + channel % SIZE;
    if (lanes == SIZE) {
      memory.write(to, from, 0, count * SIZE);
    } else {
      for (int i = 0; i < count; i++) {
        memory.write(to + (long) i * SIZE, from, i * lanes, lanes);
      }
    }
  }

  private long offset(int image, int block, int pixel) {
    return image * imageStride + ((long) block * pixels + pixel) * SIZE;
  }
}
