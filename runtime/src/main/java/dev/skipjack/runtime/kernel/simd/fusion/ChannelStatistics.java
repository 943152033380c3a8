package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.DOUBLES;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Mean and variance of channels, gathered piece by piece by several parts of a kernel. Each piece
 * is summed relative to about its mean, so that nothing cancels, neither where the mean is far from
 * zero nor where a few values of a flat map are; pieces are merged as in Chan, Golub and LeVeque,
 * "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979), in double and
 * always in the same order.
 */
public final class ChannelStatistics {
  /** Doubles between what belongs to different parts: they share no cache line. */
  private static final int GAP = 16;

  /** What is known of channels: how many values, their mean, the squared distances from it. */
  private static final int KNOWN = 3;

  /** Values that are summed in FLOAT: many equal ones are all rounded the same way. */
  private static final int PIECE = 1024;

  /** The same of each channel where channels lie beside each other; a quarter is in one sum. */
  private static final int PIXELS = 512;

  private final int channels;

  /** From the counts of all channels to their means, and from these to the squares. */
  private final int next;

  private final int stride;
  private final Scratch shared;
  private int parts;
  private double[] known;

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  public ChannelStatistics(int channels, Scratch shared) {
    this.channels = channels;
    this.next = Lanes.roundUp(channels, DOUBLES.length());
    this.stride = KNOWN * next + GAP;
    this.shared = shared;
  }

  /**
   * Begins to gather; each part {@link #clear}s before it adds.
   *
   * @param parts that add values of the same channel
   */
  void prepare(int parts) {
    this.parts = parts;
    this.known = shared.doubles(parts * stride);
  }

  /** Forgets what a part gathered. */
  void clear(int part) {
    Arrays.fill(known, part * stride, (part + 1) * stride, 0);
  }

  /** Forgets what a part gathered of some channels. */
  void clear(int part, int first, int end) {
    for (int i = 0; i < KNOWN; i++) {
      int of = part * stride + i * next;
      Arrays.fill(known, of + first, of + (end < channels ? end : next), 0);
    }
  }

  /** Adds values of one channel. */
  void add(int part, int channel, float[] x, int at, int count) {
    int of = part * stride + channel;
    for (int i = 0; i < count; i += PIECE) {
      addPiece(of, x, at + i, Math.min(PIECE, count - i));
    }
  }

  /**
   * Adds pixels of channels that lie beside each other.
   *
   * @param channel the first one
   * @param lanes channels, whole vectors of them
   * @param x {@code [count][lanes]} from {@code at} on
   */
  void add(int part, int channel, int lanes, float[] x, int at, int count) {
    for (int i = 0; i < count; i += PIXELS) {
      for (int lane = 0; lane < lanes; lane += LENGTH) {
        int of = part * stride + channel + lane;
        addPixels(of, x, at + i * lanes + lane, lanes, Math.min(PIXELS, count - i));
      }
    }
  }

  /** A piece of as many channels as a vector has. */
  private void addPixels(int of, float[] x, int at, int distance, int count) {
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 3 * LENGTH);
    if (known[of] > 0) {
      for (int lane = 0; lane < LENGTH; lane++) {
        lanes[lane] = (float) known[of + next + lane];
      }
    } else {
      means(x, at, distance, count, lanes);
    }
    sums(x, at, distance, count, lanes);
    merge(of, count, lanes);
  }

  /** About the means of a part's first piece, of each lane. */
  private static void means(float[] x, int at, int distance, int count, float[] means) {
    FloatVector first = FloatVector.fromArray(SPECIES, x, at);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = at; i < at + count * distance; i += distance) {
      sum = sum.add(FloatVector.fromArray(SPECIES, x, i).sub(first));
    }
    first.add(sum.div(count)).intoArray(means, 0);
  }

  /**
   * Sums of a piece, and of its squares, relative to a shift of each lane.
   *
   * @param lanes the shifts, behind them the sums, then the squares
   */
  private static void sums(float[] x, int at, int distance, int count, float[] lanes) {
    FloatVector shifts = FloatVector.fromArray(SPECIES, lanes, 0);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    FloatVector square0 = FloatVector.zero(SPECIES);
    FloatVector square1 = FloatVector.zero(SPECIES);
    FloatVector square2 = FloatVector.zero(SPECIES);
    FloatVector square3 = FloatVector.zero(SPECIES);
    int fours = count & -4;
    for (int p = 0, i = at; p < fours; p += 4, i += 4 * distance) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, x, i).sub(shifts);
      FloatVector d1 = FloatVector.fromArray(SPECIES, x, i + distance).sub(shifts);
      FloatVector d2 = FloatVector.fromArray(SPECIES, x, i + 2 * distance).sub(shifts);
      FloatVector d3 = FloatVector.fromArray(SPECIES, x, i + 3 * distance).sub(shifts);
      sum0 = sum0.add(d0);
      sum1 = sum1.add(d1);
      sum2 = sum2.add(d2);
      sum3 = sum3.add(d3);
      square0 = d0.fma(d0, square0);
      square1 = d1.fma(d1, square1);
      square2 = d2.fma(d2, square2);
      square3 = d3.fma(d3, square3);
    }
    sum0.add(sum1).add(sum2.add(sum3)).intoArray(lanes, LENGTH);
    square0.add(square1).add(square2.add(square3)).intoArray(lanes, 2 * LENGTH);
    for (int p = fours; p < count; p++) {
      FloatVector d = FloatVector.fromArray(SPECIES, x, at + p * distance).sub(shifts);
      FloatVector.fromArray(SPECIES, lanes, LENGTH).add(d).intoArray(lanes, LENGTH);
      d.fma(d, FloatVector.fromArray(SPECIES, lanes, 2 * LENGTH)).intoArray(lanes, 2 * LENGTH);
    }
  }

  /**
   * Merges a piece of some channels, of which as many values are known.
   *
   * @param lanes as {@link #sums} left them
   */
  private void merge(int of, int count, float[] lanes) {
    double before = known[of];
    double total = before + count;
    double share = count / total;
    double each = 1.0 / count;
    for (int lane = 0; lane < LENGTH; lane++) {
      double sum = lanes[LENGTH + lane];
      double mean = sum * each;
      double distance = lanes[lane] + mean - known[of + next + lane];
      double square = lanes[2 * LENGTH + lane] - sum * mean;
      known[of + lane] = total;
      known[of + next + lane] += distance * share;
      known[of + 2 * next + lane] += square + distance * distance * before * share;
    }
  }

  private void addPiece(int of, float[] x, int at, int count) {
    float shift = known[of] > 0 ? (float) known[of + next] : mean(x, at, count);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector square0 = FloatVector.zero(SPECIES);
    FloatVector square1 = FloatVector.zero(SPECIES);
    int full = count / (2 * LENGTH) * (2 * LENGTH);
    for (int i = 0; i < full; i += 2 * LENGTH) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, x, at + i).sub(shifts);
      FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + i + LENGTH).sub(shifts);
      sum0 = sum0.add(d0);
      sum1 = sum1.add(d1);
      square0 = d0.fma(d0, square0);
      square1 = d1.fma(d1, square1);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
    sum0.add(sum1).intoArray(lanes, 0);
    square0.add(square1).intoArray(lanes, LENGTH);
    double s = Lanes.sum(lanes, 0);
    double q = Lanes.sum(lanes, LENGTH);
    for (int i = full; i < count; i++) {
      double d = x[at + i] - shift;
      s += d;
      q += d * d;
    }
    double mean = s / count;
    merge(of, count, shift + mean, q - s * mean);
  }

  /** About the mean of a part's first piece; those that follow have the one so far. */
  private static float mean(float[] x, int at, int count) {
    float first = x[at];
    return (float) (first + Reductions.sum(x, at, first, count) / count);
  }

  private void merge(int of, double count, double mean, double square) {
    double before = known[of];
    double total = before + count;
    double distance = mean - known[of + next];
    double share = count / total;
    known[of] = total;
    known[of + next] += distance * share;
    known[of + 2 * next] += square + distance * distance * before * share;
  }

  /** Merges the parts into the first, in their order; hands out means and biased variances. */
  public void finish(float[] mean, float[] variance) {
    for (int part = 1; part < parts; part++) {
      for (int c = 0; c < next; c += DOUBLES.length()) {
        merge(c, part * stride + c);
      }
    }
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) known[c + next];
      variance[c] = (float) Math.max(0, known[c + 2 * next] / known[c]);
    }
  }

  /** As many channels as a vector has: a division for each of 64 parts takes its time. */
  private void merge(int of, int from) {
    DoubleVector count = DoubleVector.fromArray(DOUBLES, known, from);
    DoubleVector before = DoubleVector.fromArray(DOUBLES, known, of);
    DoubleVector mean = DoubleVector.fromArray(DOUBLES, known, of + next);
    DoubleVector square = DoubleVector.fromArray(DOUBLES, known, of + 2 * next);
    DoubleVector total = before.add(count);
    DoubleVector distance = DoubleVector.fromArray(DOUBLES, known, from + next).sub(mean);
    DoubleVector share = count.div(total);
    VectorMask<Double> none = count.compare(VectorOperators.EQ, 0);
    total.intoArray(known, of);
    mean.add(distance.mul(share)).blend(mean, none).intoArray(known, of + next);
    DoubleVector apart = distance.mul(distance).mul(before).mul(share);
    square
        .add(DoubleVector.fromArray(DOUBLES, known, from + 2 * next).add(apart))
        .blend(square, none)
        .intoArray(known, of + 2 * next);
  }
}
