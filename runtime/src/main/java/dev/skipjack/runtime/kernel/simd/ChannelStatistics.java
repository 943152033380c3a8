package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Mean and variance of channels, gathered piece by piece by several workers. Each piece is summed
 * relative to about its mean, so that nothing cancels, neither where the mean is far from zero nor
 * where a few values of a flat map are; pieces are merged as in Chan, Golub and LeVeque, "Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979), in double and always in
 * the same order.
 */
final class ChannelStatistics {
  /** Doubles between what belongs to different workers: they share no cache line. */
  private static final int GAP = 16;

  /** Values that are summed in FLOAT: many equal ones are all rounded the same way. */
  private static final int PIECE = 1024;

  private final int channels;

  /** By worker and channel, as the next two. */
  private final double[][] counts;

  private final double[][] means;

  /** Sums of squared distances from the mean. */
  private final double[][] squares;

  ChannelStatistics(int channels, int workers) {
    this.channels = channels;
    this.counts = new double[workers][channels + GAP];
    this.means = new double[workers][channels + GAP];
    this.squares = new double[workers][channels + GAP];
  }

  /** Forgets what a worker gathered. */
  void clear(int worker) {
    for (int c = 0; c < channels; c++) {
      counts[worker][c] = 0;
      means[worker][c] = 0;
      squares[worker][c] = 0;
    }
  }

  /** Adds values of one channel. */
  void add(int worker, int channel, float[] x, int at, int count) {
    for (int i = 0; i < count; i += PIECE) {
      addPiece(worker, channel, x, at + i, Math.min(PIECE, count - i));
    }
  }

  private void addPiece(int worker, int channel, float[] x, int at, int count) {
    float shift = counts[worker][channel] > 0 ? (float) means[worker][channel] : mean(x, at, count);
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
    merge(worker, channel, count, shift + mean, q - s * mean);
  }

  /** About the mean of a worker's first piece; those that follow have the one so far. */
  private static float mean(float[] x, int at, int count) {
    float first = x[at];
    return (float) (first + Reductions.sum(x, at, first, count) / count);
  }

  private void merge(int worker, int channel, double count, double mean, double square) {
    double before = counts[worker][channel];
    double total = before + count;
    double distance = mean - means[worker][channel];
    counts[worker][channel] = total;
    means[worker][channel] += distance * count / total;
    squares[worker][channel] += square + distance * distance * before * count / total;
  }

  /** Merges the workers into the first and hands out means and biased variances. */
  void finish(float[] mean, float[] variance) {
    for (int c = 0; c < channels; c++) {
      for (int worker = 1; worker < counts.length; worker++) {
        if (counts[worker][c] > 0) {
          merge(0, c, counts[worker][c], means[worker][c], squares[worker][c]);
        }
      }
      mean[c] = (float) means[0][c];
      variance[c] = (float) Math.max(0, squares[0][c] / counts[0][c]);
    }
  }
}
