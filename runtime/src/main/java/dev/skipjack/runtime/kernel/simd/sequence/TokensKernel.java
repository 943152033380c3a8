package dev.skipjack.runtime.kernel.simd.sequence;

import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Turns planes of pixels into tokens, or back: a few pixels of every channel at a time. */
public final class TokensKernel extends TokenTask implements Runnable {
  private static final int PLANE = 0;
  private static final int TOKENS = 1;

  /** Pixels that are turned together: whole lines of the cache. */
  private static final int TOGETHER = 64;

  private final Planes map;
  private final Planes sequence;
  private final boolean back;

  /**
   * @param back whether the map is written, from the sequence
   */
  public TokensKernel(
      Operands operands, Operand map, Operand sequence, boolean back, Workers workers) {
    super(workers);
    this.map = Planes.of(operands, map);
    this.sequence = Planes.of(operands, sequence);
    this.back = back;
  }

  @Override
  public void run() {
    int pieces = (map.pixels + TOGETHER - 1) / TOGETHER;
    visitAll(map.images, pieces, (double) TOGETHER * map.channels);
  }

  @Override
  void visit(Scratch scratch, int image, int piece) {
    int first = piece * TOGETHER;
    int count = Math.min(TOGETHER, map.pixels - first);
    int features = map.channels;
    float[] plane = scratch.floats(PLANE, TOGETHER);
    float[] tokens = scratch.floats(TOKENS, TOGETHER * features);
    if (back) {
      sequence.read(image, first, 0, tokens, 0, count * features);
    }
    for (int c = 0; c < features; c++) {
      if (back) {
        for (int p = 0, at = c; p < count; p++, at += features) {
          plane[p] = tokens[at];
        }
        map.write(image, c, first, plane, 0, count);
      } else {
        map.read(image, c, first, plane, 0, count);
        for (int p = 0, at = c; p < count; p++, at += features) {
          tokens[at] = plane[p];
        }
      }
    }
    if (!back) {
      sequence.write(image, first, 0, tokens, 0, count * features);
    }
  }
}
