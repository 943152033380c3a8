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

  /** Adds values of one channel. */
  void add(int part, int channel, float[] x, int at, int count) {
    int of = part * stride + channel;
    for (int i = 0; i < count; i += PIECE) {
      addPiece(of, x, at + i, Math.min(PIECE, count - i));
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
