package dev.skipjack.runtime.kernel.simd.maps;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A kernel that visits every element of its operands once, in blocks of a few thousand floats,
 * which are still in the first-level cache when it goes over them again: each kernel is as fast as
 * the memory. A block is some whole planes of an image, or a piece of one plane; it is computed
 * with where the map lies ({@link Planes#find}, {@link Planes#place}), outside the heap in the
 * scratch.
 */
public abstract class Sweep implements Workers.Task {
  /** Floats of a block; those of four operands fit the first-level cache. */
  private static final int BLOCK = 2048;

  /** Length of a block's scratch: vectors may reach beyond its end. */
  protected static final int CAPACITY = BLOCK + LENGTH;

  private final Workers workers;
  private int channels;
  private int pixels;
  private int blocksPerPlane;
  private int blocksPerImage;
  private int planesPerBlock;
  private int blockPixels;
  private int blocks;
  private int parts;

  protected Sweep(Workers workers) {
    this.workers = workers;
  }

  /** Visits maps of this shape, plane by plane. */
  protected final void sweepPlanes(Planes shape) {
    sweep(shape.images, shape.channels, shape.pixels);
  }

  /** Visits maps of this shape, where channels do not matter: each image counts as one plane. */
  protected final void sweepImages(Planes shape) {
    sweep(shape.images, 1, shape.channels * shape.pixels);
  }

  /** Visits vectors of this length. */
  protected final void sweepVector(int length) {
    sweep(1, 1, length);
  }

  private void sweep(int images, int channelCount, int pixelCount) {
    channels = channelCount;
    pixels = pixelCount;
    blocksPerPlane = (pixels + BLOCK - 1) / BLOCK;
    blockPixels = (pixels + blocksPerPlane - 1) / blocksPerPlane;
    planesPerBlock = BLOCK / blockPixels;
    blocksPerImage =
        blocksPerPlane > 1
            ? channels * blocksPerPlane
            : (channels + planesPerBlock - 1) / planesPerBlock;
    blocks = images * blocksPerImage;
    parts = Parts.ofFloats(blocks, (double) images * channels * pixels / blocks);
    begin(parts);
    workers.turn();
    workers.run(parts, this);
  }

  /** Before the first block is visited. */
  protected void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, blocks);
    for (int block = Parts.first(part, parts, blocks); block < end; block++) {
      scratch.poison();
      int image = block / blocksPerImage;
      int rest = block % blocksPerImage;
      if (blocksPerPlane > 1) {
        int pixel = rest % blocksPerPlane * blockPixels;
        int count = Math.min(blockPixels, pixels - pixel);
        visit(part, scratch, image, rest / blocksPerPlane, pixel, count);
      } else {
        int channel = rest * planesPerBlock;
        int count = Math.min(planesPerBlock, channels - channel) * pixels;
        visit(part, scratch, image, channel, 0, count);
      }
    }
  }

  /** How many of a block's elements belong to one channel: the rest belongs to the next ones. */
  protected final int perChannel(int count) {
    return Math.min(pixels, count);
  }

  /**
   * Computes one block: {@code count} elements of an image, from {@code pixel} of {@code channel}
   * on.
   */
  protected abstract void visit(
      int part, Scratch scratch, int image, int channel, int pixel, int count);
}
