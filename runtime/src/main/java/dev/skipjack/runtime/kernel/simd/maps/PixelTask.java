package dev.skipjack.runtime.kernel.simd.maps;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Visits pieces of images: some neighbouring pixels of every channel, few enough to stay in the
 * cache. In the arrays of a piece, channels are {@link #pitch} apart.
 */
public abstract class PixelTask implements Workers.Task {
  private final Workers workers;
  private final int pieceFloats;
  private int images;
  private int pixels;
  private int pieces;
  private int parts;
  protected int channels;

  /** Floats from one channel of a piece to the next, whole vectors. */
  protected int pitch;

  /**
   * @param pieceFloats of one array of a piece
   */
  protected PixelTask(Workers workers, int pieceFloats) {
    this.workers = workers;
    this.pieceFloats = pieceFloats;
  }

  /** Visits every piece of this map. */
  protected final void visitPieces(Planes map) {
    images = map.images;
    channels = map.channels;
    pixels = map.pixels;
    int most = Math.max(LENGTH, pieceFloats / channels / LENGTH * LENGTH);
    int fewest = (pixels + most - 1) / most;
    pitch = Lanes.roundUp((pixels + fewest - 1) / fewest, LENGTH);
    pieces = (pixels + pitch - 1) / pitch;
    parts = Parts.ofFloats(images * pieces, (double) channels * pitch);
    begin(parts);
    workers.run(parts, this);
  }

  /** Before the first piece is visited. */
  protected void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, images * pieces);
    for (int piece = Parts.first(part, parts, images * pieces); piece < end; piece++) {
      scratch.poison();
      int pixel = piece % pieces * pitch;
      visit(part, scratch, piece / pieces, pixel, Math.min(pitch, pixels - pixel));
    }
  }

  protected abstract void visit(int part, Scratch scratch, int image, int pixel, int count);

  /** All channels of a piece, in an array of a slot. */
  protected final float[] read(
      Planes map, int image, int pixel, int count, Scratch scratch, int slot) {
    float[] to = scratch.floats(slot, channels * pitch);
    for (int c = 0; c < channels; c++) {
      map.read(image, c, pixel, to, c * pitch, count);
      // Whole vectors are computed with.
      Arrays.fill(to, c * pitch + count, c * pitch + pitch, 0);
    }
    return to;
  }

  protected final void write(Planes map, int image, int pixel, int count, float[] from) {
    for (int c = 0; c < channels; c++) {
      map.write(image, c, pixel, from, c * pitch, count);
    }
  }
}
