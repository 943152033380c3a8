package dev.skipjack.runtime.kernel.simd.maps;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A kernel that computes each group of channels of each image by itself. A group lies in memory
 * without gaps; one that is too large for the cache is read in pieces, several times.
 */
public abstract class GroupTask implements Workers.Task {
  /** Floats of a piece; two arrays of it stay in the second-level cache. */
  protected static final int PIECE = Caches.ofSecondLevel(16 * 1024);

  /** Length of a piece's array: vectors may reach beyond its end. */
  protected static final int CAPACITY = PIECE + LENGTH;

  private static final int X = 0;
  private static final int MOMENTS = 1;

  /** The first slot of those who extend this. */
  protected static final int FREE = 2;

  private final Planes input;
  private final int groups;
  private final int perGroup;
  private final double epsilon;
  private final Workers workers;
  private int parts;

  /** Of a group. */
  protected final long floats;

  protected final int pixels;

  protected GroupTask(Planes input, int groups, double epsilon, Workers workers) {
    this.input = input;
    this.groups = groups;
    this.perGroup = input.channels / groups;
    this.pixels = input.pixels;
    this.floats = (long) perGroup * pixels;
    this.epsilon = epsilon;
    this.workers = workers;
  }

  protected final void visitGroups() {
    int items = input.images * groups;
    parts = Parts.ofFloats(items, floats);
    begin(parts);
    workers.run(parts, this);
  }

  /** Before the first group is visited. */
  protected void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int items = input.images * groups;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      int channel = item % groups * perGroup;
      int image = item / groups;
      float[] moments = measure(scratch, image, channel);
      visit(part, scratch, image, channel, moments[0], moments[1]);
    }
  }

  /**
   * @param channel the group's first
   * @param inverse of the deviation
   */
  protected abstract void visit(
      int part, Scratch scratch, int image, int channel, float mean, float inverse);

  /** How many floats the piece has that begins there. */
  protected final int count(long from) {
    return (int) Math.min(PIECE, floats - from);
  }

  /** A piece of the input; the only one is there already. */
  protected final float[] again(Scratch scratch, int image, int channel, long from) {
    return floats <= PIECE
        ? scratch.floats(X, CAPACITY)
        : read(input, scratch, X, image, channel, from);
  }

  protected final float[] read(
      Planes map, Scratch scratch, int slot, int image, int channel, long from) {
    float[] to = scratch.floats(slot, CAPACITY);
    map.read(image, channel + channel(from), (int) (from % pixels), to, 0, count(from));
    return to;
  }

  protected final void write(Planes map, int image, int channel, long from, float[] values) {
    map.write(image, channel + channel(from), (int) (from % pixels), values, 0, count(from));
  }

  /** Which of the group's channels has this element. */
  protected final int channel(long element) {
    return (int) (element / pixels);
  }

  /** Where in a piece a channel of the group ends, or the piece does. */
  protected final int end(long from, int channel) {
    return (int) Math.min(count(from), (channel + 1L) * pixels - from);
  }

  /** Around a rough mean, so that nothing cancels where it is far from zero. */
  private float[] measure(Scratch scratch, int image, int channel) {
    double sum = 0;
    for (long from = 0; from < floats; from += PIECE) {
      float[] x = read(input, scratch, X, image, channel, from);
      sum += Reductions.longSum(x, 0, 0, count(from));
    }
    float rough = (float) (sum / floats);
    double shifts = 0;
    double squares = 0;
    for (long from = 0; from < floats; from += PIECE) {
      float[] x = again(scratch, image, channel, from);
      shifts += Reductions.longSum(x, 0, rough, count(from));
      squares += Reductions.longSquares(x, 0, rough, count(from));
    }
    double shift = shifts / floats;
    double variance = Math.max(0, squares / floats - shift * shift);
    float[] moments = scratch.floats(MOMENTS, 2);
    moments[0] = (float) (rough + shift);
    moments[1] = (float) (1 / Math.sqrt(variance + epsilon));
    return moments;
  }
}
