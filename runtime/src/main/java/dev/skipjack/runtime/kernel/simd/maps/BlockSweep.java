package dev.skipjack.runtime.kernel.simd.maps;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A {@link Sweep} of maps in blocks: each visit is of some pixels of one block of channels, which
 * lie behind each other.
 */
public abstract class BlockSweep implements Workers.Task {
  /**
   * Pixels of a visit at most. Where one ends, loads from memory wait for the next to begin: with
   * 128 a gradient of batch norm takes a fifth longer. More are too many to be summed in FLOAT.
   */
  private static final int MOST_PIXELS = 512;

  /** Length of a visit's scratch. */
  protected static final int CAPACITY = MOST_PIXELS * SIZE;

  private final Workers workers;
  private int blocks;
  private int pixels;
  private int pieces;
  private int piecePixels;
  private int visits;
  private int parts;

  protected BlockSweep(Workers workers) {
    this.workers = workers;
  }

  /** Visits maps of this shape. */
  protected final void sweep(Blocks shape) {
    blocks = shape.blocks();
    pixels = shape.pixels;
    pieces = (pixels + MOST_PIXELS - 1) / MOST_PIXELS;
    piecePixels = (pixels + pieces - 1) / pieces;
    visits = shape.images * blocks * pieces;
    parts = Parts.ofFloats(visits, (double) pixels * SIZE / pieces);
    begin(parts);
    workers.turn();
    workers.run(parts, this);
  }

  /** Before the first visit. */
  protected void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, visits);
    for (int i = Parts.first(part, parts, visits); i < end; i++) {
      scratch.poison();
      int pixel = i % pieces * piecePixels;
      int block = i / pieces;
      int count = Math.min(piecePixels, pixels - pixel);
      visit(part, scratch, block / blocks, block % blocks, pixel, count);
    }
  }

  /** Computes {@code count} pixels of a block of an image, from {@code pixel} on. */
  protected abstract void visit(
      int part, Scratch scratch, int image, int block, int pixel, int count);
}
