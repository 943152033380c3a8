package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Batch norm and ReLU or ReLU6 of a convolution's input as one multiply-add and bounds for each
 * channel: {@code z = min(max(fma(x, scale, shift), floor), ceiling)}. Forward and backward passes
 * get the same z, and so the same mask, from here.
 */
public final class Prologue {
  public final float[] scale;
  public final float[] shift;

  /** Zero for a ReLU or ReLU6, NaN for none: nothing is less. */
  public final float floor;

  /** Six for a ReLU6, NaN for none. */
  public final float ceiling;

  /** Whether x passes unchanged. */
  public final boolean identity;

  final float[] mean;
  final float[] variance;
  final float[] gamma;
  private final float[] beta;
  private final double epsilon;
  private final double[] deviation;

  /**
   * @param spec null if x passes unchanged
   */
  public Prologue(NormalizeSpec spec, int channels) {
    this.identity = spec == null;
    this.scale = new float[Lanes.roundUp(channels, Blocks.SIZE)];
    this.shift = new float[scale.length];
    Bounds bounds = Bounds.of(identity ? null : spec.activation());
    this.floor = bounds.floor();
    this.ceiling = bounds.ceiling();
    this.epsilon = identity ? 0 : spec.epsilon();
    this.mean = new float[scale.length];
    this.variance = new float[channels];
    this.gamma = new float[channels];
    this.beta = new float[channels];
    this.deviation = new double[channels];
    Arrays.fill(scale, 1);
  }

  /** Computes scale and shift; without a prologue there is nothing to do. */
  public void prepare(BatchNorm norm) {
    if (identity) {
      return;
    }
    int channels = gamma.length;
    norm.mean().read(0, mean, 0, channels);
    norm.variance().read(0, variance, 0, channels);
    norm.gamma().read(0, gamma, 0, channels);
    norm.beta().read(0, beta, 0, channels);
    for (int c = 0; c < channels; c++) {
      deviation[c] = Math.sqrt(variance[c] + epsilon);
      double s = gamma[c] / deviation[c];
      scale[c] = (float) s;
      shift[c] = (float) (beta[c] - mean[c] * s);
    }
  }

  /** Normalises a plane of a channel in place; values are readable for a vector beyond its end. */
  public void apply(int channel, float[] values, int count) {
    if (identity) {
      return;
    }
    FloatVector scales = FloatVector.broadcast(SPECIES, scale[channel]);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift[channel]);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, values, i).fma(scales, shifts);
      Vectors.bound(z, floors, ceilings).intoArray(values, i);
    }
  }

  /** Normalises pixels of a block of channels in place. */
  public void apply(int block, float[] values, int at, int pixels) {
    if (identity) {
      return;
    }
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int lane = 0; lane < Blocks.SIZE; lane += LENGTH) {
      FloatVector scales = FloatVector.fromArray(SPECIES, scale, block * Blocks.SIZE + lane);
      FloatVector shifts = FloatVector.fromArray(SPECIES, shift, block * Blocks.SIZE + lane);
      int end = at + pixels * Blocks.SIZE;
      for (int i = at + lane; i < end; i += Blocks.SIZE) {
        FloatVector z = FloatVector.fromArray(SPECIES, values, i).fma(scales, shifts);
        Vectors.bound(z, floors, ceilings).intoArray(values, i);
      }
    }
  }

  /** Normalises pixels of a block of channels, which are {@code distance} floats apart. */
  public void apply(int block, float[] x, int from, int distance, int pixels, float[] to, int at) {
    apply(block, x, from, distance, pixels, to, at, Blocks.SIZE);
  }

  /**
   * The same.
   *
   * @param toDistance floats from one pixel to the next in {@code to}
   */
  public void apply(
      int block,
      float[] x,
      int from,
      int distance,
      int pixels,
      float[] to,
      int at,
      int toDistance) {
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int lane = 0; lane < Blocks.SIZE; lane += LENGTH) {
      FloatVector scales = FloatVector.fromArray(SPECIES, scale, block * Blocks.SIZE + lane);
      FloatVector shifts = FloatVector.fromArray(SPECIES, shift, block * Blocks.SIZE + lane);
      for (int p = 0; p < pixels; p++) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, from + lane + p * distance);
        if (!identity) {
          z = Vectors.bound(z.fma(scales, shifts), floors, ceilings);
        }
        z.intoArray(to, at + lane + p * toDistance);
      }
    }
  }

  /**
   * Backwards, for pixels of a vector of channels: {@code to = scale * g}, or {@code to + scale *
   * g}, where g is d unless the activation stopped.
   *
   * @param channel the first one
   * @param distance floats from one pixel to the next in {@code d}
   * @param x the input, {@code xNext} floats from one pixel to the next
   * @param to the gradient, {@code toNext} floats from one pixel to the next; may be x, or d
   * @param add whether it is added to what is there
   * @param sums at {@code sum} the sum of g so far, a block behind it that of g times x without its
   *     mean
   */
  void back(
      int channel,
      int pixels,
      float[] d,
      int at,
      int distance,
      float[] x,
      int xAt,
      int xNext,
      float[] to,
      int toAt,
      int toNext,
      boolean add,
      float[] sums,
      int sum) {
    FloatVector means = FloatVector.fromArray(SPECIES, mean, channel);
    FloatVector scales = FloatVector.fromArray(SPECIES, scale, channel);
    FloatVector shifts = FloatVector.fromArray(SPECIES, shift, channel);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector all = FloatVector.fromArray(SPECIES, sums, sum);
    FloatVector products = FloatVector.fromArray(SPECIES, sums, sum + Blocks.SIZE);
    for (int p = 0; p < pixels; p++) {
      FloatVector values = FloatVector.fromArray(SPECIES, x, xAt + p * xNext);
      FloatVector z = values.fma(scales, shifts);
      VectorMask<Float> stopped =
          z.compare(VectorOperators.LE, floors).or(z.compare(VectorOperators.GE, ceilings));
      FloatVector g = FloatVector.fromArray(SPECIES, d, at + p * distance).blend(zero, stopped);
      all = all.add(g);
      products = g.fma(values.sub(means), products);
      FloatVector old = add ? FloatVector.fromArray(SPECIES, to, toAt + p * toNext) : zero;
      g.fma(scales, old).intoArray(to, toAt + p * toNext);
    }
    all.intoArray(sums, sum);
    products.intoArray(sums, sum + Blocks.SIZE);
  }

  /**
   * Packs pixels of a channel, normalised, as {@link Panels#pack}.
   *
   * @param values readable up to the next multiple of COLUMNS
   */
  public void pack(
      int channel, float[] values, int from, int count, float[] to, int at, int depth, int d) {
    if (identity) {
      Panels.pack(values, from, count, to, at, depth, d);
    } else {
      float s = scale[channel];
      Panels.pack(values, from, count, s, shift[channel], floor, ceiling, to, at, depth, d);
    }
  }

  /** The same as they lie in a map, as {@link Panels#packThrough}. */
  public void packThrough(
      Planes x,
      int channel,
      int first,
      int count,
      float[] stage,
      float[] to,
      int at,
      int depth,
      int d) {
    if (identity) {
      Panels.packThrough(x, channel, first, count, stage, to, at, depth, d);
    } else {
      float s = scale[channel];
      float b = shift[channel];
      Panels.packThrough(x, channel, first, count, stage, s, b, floor, ceiling, to, at, depth, d);
    }
  }

  /** Whether {@link #packPlanes} can: with a ceiling, as a ReLU6 has one, it cannot. */
  public boolean packsPlanes() {
    return Float.isNaN(ceiling);
  }

  /** Packs a panel of all channels, normalised, as {@link Panels#packPlanes}. */
  public void packPlanes(float[] x, int from, int plane, int depth, float[] to, int at) {
    if (identity) {
      Panels.packPlanes(x, from, plane, depth, to, at);
    } else {
      Panels.packPlanes(x, from, plane, depth, scale, shift, floor, to, at);
    }
  }

  /** {@code 1/sqrt(variance + epsilon)}. */
  double inverseDeviation(int channel) {
    return 1 / deviation[channel];
  }
}
