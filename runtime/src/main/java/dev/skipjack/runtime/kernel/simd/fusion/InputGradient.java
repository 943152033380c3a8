package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Subsampled;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What a convolution's data gradient passes on its way into memory: the prologue backwards. Zero
 * where the ReLU or ReLU6 stopped, it is summed for beta and gamma, scaled and written or added.
 */
public final class InputGradient {
  private static final int BETA = 0;
  private static final int GAMMA = 1;

  /** Pixels of an image from which on few vectors reach into the next one. */
  private static final int WORTH_IN_PLACE = 8 * LENGTH;

  private final boolean accumulate;
  private final int channels;
  private final Prologue prologue;
  private final ChannelSums sums;
  private final double[] betas;
  private final double[] gammas;
  private final float[] result;
  private float[] offset;
  private int stride = 1;
  private Planes x;
  private Planes gradient;
  private Subsampled subsampledX;
  private Subsampled subsampledGradient;

  /**
   * @param spec the prologue, or null
   * @param shared arrays that the kernels of a network use one after the other
   */
  public InputGradient(NormalizeSpec spec, int channels, boolean accumulate, Scratch shared) {
    this.channels = channels;
    this.accumulate = accumulate;
    this.prologue = new Prologue(spec, channels);
    this.sums = new ChannelSums(channels, 2, shared);
    this.betas = new double[channels];
    this.gammas = new double[channels];
    this.result = new float[channels];
  }

  /**
   * Takes the operands of a run.
   *
   * @param gradient null if unwanted
   */
  public void prepare(Planes x, BatchNorm norm, Planes gradient) {
    this.x = x;
    this.gradient = gradient;
    if (stride > 1) {
      subsampledX = Subsampled.of(x, stride, subsampledX);
      subsampledGradient =
          gradient == null ? null : Subsampled.of(gradient, stride, subsampledGradient);
    }
    prologue.prepare(norm);
  }

  /**
   * Before the first row is passed on.
   *
   * @param parts that pass on rows of the same channel; 1 if each has channels of its own
   */
  public void begin(int parts) {
    sums.clear(prologue.identity ? 0 : parts);
  }

  /** From now on pixels are every {@code stride}-th of every {@code stride}-th row. */
  public void subsample(int stride) {
    this.stride = stride;
  }

  /** Reads pixels of x, numbered through all images. */
  public void readThrough(int channel, int first, float[] to, int at, int count) {
    if (stride > 1) {
      subsampledX.readThrough(channel, first, to, at, count);
    } else {
      x.readThrough(channel, first, to, at, count);
    }
  }

  /** What is added to each channel on its way: the bias, if this is a transposed convolution. */
  public void offset(float[] offset) {
    this.offset = offset;
  }

  public Planes x() {
    return x;
  }

  /** Whether {@link #write} may read x itself, where it lies, and write the gradient there. */
  public boolean inPlace() {
    return stride == 1
        && offset == null
        && x.isOnHeap()
        && x.pixels >= WORTH_IN_PLACE
        && (gradient == null || gradient.isOnHeap());
  }

  /** The same, and pack it there. */
  public boolean packsInPlace() {
    return inPlace() && Panels.inPlace(x);
  }

  public Prologue prologue() {
    return prologue;
  }

  /**
   * Packs a row of pixels as the convolution saw them: past the prologue.
   *
   * @param values readable up to the next multiple of COLUMNS
   * @param panels from Scratch.FIRST on
   * @param depth rows of the panels
   * @param row where it belongs in them
   */
  public void pack(
      int channel, float[] values, int at, int count, float[] panels, int depth, int row) {
    prologue.pack(channel, values, at, count, panels, Scratch.FIRST, depth, row);
  }

  /**
   * The same of a map that is read {@link #inPlace}.
   *
   * @param first pixels are numbered through all images
   * @param stage of COLUMNS floats
   */
  public void packThrough(
      int channel, int first, int count, float[] stage, float[] panels, int depth, int row) {
    prologue.packThrough(x, channel, first, count, stage, panels, Scratch.FIRST, depth, row);
  }

  /**
   * Passes on a row of the data gradient.
   *
   * @param first pixels are numbered through all images
   * @param d the gradient of the normalised input, overwritten; zeros up to the next multiple of a
   *     vector
   * @param values the pixels of x in the same places, finite up to the next multiple of a vector;
   *     null if they are read {@link #inPlace}
   * @param spare as long as {@code d} and two vectors at least, overwritten
   */
  public void write(
      int part,
      int channel,
      int first,
      int count,
      float[] d,
      int at,
      float[] values,
      int valuesAt,
      float[] spare) {
    boolean add = accumulate && gradient != null;
    if (values == null && (add || !prologue.identity)) {
      writeInPlace(part, channel, first, count, d, at, spare, add);
      return;
    }
    if (isInPlace(first, count)) {
      int pixel = first % gradient.pixels;
      float[] map = gradient.array(d);
      int to = gradient.index(first / gradient.pixels, channel, pixel);
      if (!prologue.identity) {
        backThroughPrologue(part, channel, count, d, at, values, valuesAt, map, to, map, to, add);
      } else {
        Vectors.add(map, to, d, at, map, to, count);
      }
      return;
    }
    if (add && stride > 1) {
      subsampledGradient.readThrough(channel, first, spare, 0, count);
    } else if (add) {
      gradient.readThrough(channel, first, spare, 0, count);
    }
    if (!prologue.identity) {
      backThroughPrologue(part, channel, count, d, at, values, valuesAt, spare, 0, d, at, add);
    } else if (add) {
      add(count, d, at, spare, 0, d, at);
    }
    if (offset != null) {
      add(count, d, at, offset[channel]);
    }
    if (gradient != null && stride > 1) {
      float between = offset == null ? 0 : offset[channel];
      subsampledGradient.writeThrough(channel, first, d, at, count, add, between);
    } else if (gradient != null) {
      gradient.writeThrough(channel, first, d, at, count);
    }
  }

  /**
   * Whether a row is added or written where it belongs, without a copy: whole vectors of one image,
   * for which there is something to compute.
   */
  private boolean isInPlace(int first, int count) {
    return gradient != null
        && gradient.isOnHeap()
        && stride == 1
        && offset == null
        && count % LENGTH == 0
        && first % gradient.pixels + count <= gradient.pixels
        && (accumulate || !prologue.identity);
  }

  private void backThroughPrologue(
      int part,
      int channel,
      int count,
      float[] d,
      int at,
      float[] values,
      int valuesAt,
      float[] before,
      int beforeAt,
      float[] to,
      int toAt,
      boolean add) {
    float[] lanes = beginSums();
    float[] old = add ? before : null;
    back(channel, count, d, at, values, valuesAt, old, beforeAt, to, toAt, lanes);
    endSums(part, channel, lanes);
  }

  /**
   * Whole vectors of an image as they lie in x and in its gradient; what reaches from one image
   * into the next, and the last vector, through {@code spare}.
   */
  private void writeInPlace(
      int part, int channel, int first, int count, float[] d, int at, float[] spare, boolean add) {
    float[] lanes = beginSums();
    for (int p = 0, n; p < count; p += n) {
      int image = (first + p) / x.pixels;
      int pixel = (first + p) % x.pixels;
      n = Math.min(count - p, x.pixels - pixel) / LENGTH * LENGTH;
      if (n > 0) {
        float[] to = gradient == null ? d : gradient.array(d);
        int t = gradient == null ? at + p : gradient.index(image, channel, pixel);
        float[] before = add ? to : null;
        if (prologue.identity) {
          add(n, d, at + p, to, t, to, t);
        } else {
          int v = x.index(image, channel, pixel);
          back(channel, n, d, at + p, x.array(d), v, before, t, to, t, lanes);
        }
        continue;
      }
      n = Math.min(count - p, LENGTH);
      float[] before = add ? spare : null;
      if (add) {
        gradient.readThrough(channel, first + p, spare, LENGTH, n);
      }
      if (prologue.identity) {
        add(LENGTH, d, at + p, spare, LENGTH, d, at + p);
      } else {
        Arrays.fill(spare, 0, LENGTH, 0);
        x.readThrough(channel, first + p, spare, 0, n);
        back(channel, LENGTH, d, at + p, spare, 0, before, LENGTH, d, at + p, lanes);
      }
      if (gradient != null) {
        gradient.writeThrough(channel, first + p, d, at + p, n);
      }
    }
    endSums(part, channel, lanes);
  }

  private static float[] beginSums() {
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
    Arrays.fill(lanes, 0, 2 * LENGTH, 0);
    return lanes;
  }

  private void endSums(int part, int channel, float[] lanes) {
    if (!prologue.identity) {
      sums.add(part, channel, BETA, Lanes.sum(lanes, 0));
      sums.add(part, channel, GAMMA, Lanes.sum(lanes, LENGTH));
    }
  }

  /**
   * Some vectors of a channel: {@code to = before + scale * g}, where g is d unless the activation
   * stopped.
   *
   * @param before null for zeros
   * @param lanes the sums so far, for beta and for gamma
   */
  private void back(
      int channel,
      int count,
      float[] d,
      int at,
      float[] values,
      int valuesAt,
      float[] before,
      int beforeAt,
      float[] to,
      int toAt,
      float[] lanes) {
    FloatVector means = FloatVector.broadcast(SPECIES, prologue.mean[channel]);
    FloatVector scales = FloatVector.broadcast(SPECIES, prologue.scale[channel]);
    FloatVector shifts = FloatVector.broadcast(SPECIES, prologue.shift[channel]);
    FloatVector floors = FloatVector.broadcast(SPECIES, prologue.floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, prologue.ceiling);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.fromArray(SPECIES, lanes, 0);
    FloatVector sumOfProducts = FloatVector.fromArray(SPECIES, lanes, LENGTH);
    for (int p = 0; p < count; p += LENGTH) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, valuesAt + p);
      FloatVector z = x.fma(scales, shifts);
      VectorMask<Float> stopped =
          z.compare(VectorOperators.LE, floors).or(z.compare(VectorOperators.GE, ceilings));
      FloatVector g = FloatVector.fromArray(SPECIES, d, at + p).blend(zero, stopped);
      sum = sum.add(g);
      sumOfProducts = g.fma(x.sub(means), sumOfProducts);
      FloatVector old =
          before == null ? zero : FloatVector.fromArray(SPECIES, before, beforeAt + p);
      g.fma(scales, old).intoArray(to, toAt + p);
    }
    sum.intoArray(lanes, 0);
    sumOfProducts.intoArray(lanes, LENGTH);
  }

  /**
   * Takes pixels of a block of channels back through the prologue.
   *
   * @param d the gradient of the normalised input, {@code [pixel][16]}
   * @param x the input in the same places, {@code distance} floats from one pixel to the next;
   *     replaced by its gradient, and not read if there is no prologue
   * @param beta to which the gradients are added, {@code [16]}, and those times x without its mean
   *     behind them
   */
  public void backThrough(
      int block,
      float[] d,
      int from,
      int pixels,
      float[] x,
      int at,
      int distance,
      float[] beta,
      int betaAt) {
    for (int lane = 0; lane < Blocks.SIZE; lane += LENGTH) {
      if (prologue.identity) {
        for (int p = 0; p < pixels; p++) {
          FloatVector.fromArray(SPECIES, d, from + lane + p * Blocks.SIZE)
              .intoArray(x, at + lane + p * distance);
        }
      } else {
        backThrough(
            block * Blocks.SIZE + lane,
            d,
            from + lane,
            pixels,
            x,
            at + lane,
            distance,
            beta,
            betaAt + lane,
            betaAt + Blocks.SIZE + lane);
      }
    }
  }

  private void backThrough(
      int channel,
      float[] d,
      int from,
      int pixels,
      float[] x,
      int at,
      int distance,
      float[] to,
      int beta,
      int gamma) {
    FloatVector means = FloatVector.fromArray(SPECIES, prologue.mean, channel);
    FloatVector scales = FloatVector.fromArray(SPECIES, prologue.scale, channel);
    FloatVector shifts = FloatVector.fromArray(SPECIES, prologue.shift, channel);
    FloatVector floors = FloatVector.broadcast(SPECIES, prologue.floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, prologue.ceiling);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.fromArray(SPECIES, to, beta);
    FloatVector sumOfProducts = FloatVector.fromArray(SPECIES, to, gamma);
    for (int p = 0; p < pixels; p++) {
      FloatVector values = FloatVector.fromArray(SPECIES, x, at + p * distance);
      FloatVector z = values.fma(scales, shifts);
      VectorMask<Float> stopped =
          z.compare(VectorOperators.LE, floors).or(z.compare(VectorOperators.GE, ceilings));
      FloatVector g =
          FloatVector.fromArray(SPECIES, d, from + p * Blocks.SIZE).blend(zero, stopped);
      sum = sum.add(g);
      sumOfProducts = g.fma(values.sub(means), sumOfProducts);
      g.mul(scales).intoArray(x, at + p * distance);
    }
    sum.intoArray(to, beta);
    sumOfProducts.intoArray(to, gamma);
  }

  /** Adds what {@link #backThrough} summed, and forgets it. */
  public void addSums(int part, int channel, int channels, float[] beta, int at) {
    for (int c = 0; c < channels && !prologue.identity; c++) {
      sums.add(part, channel + c, BETA, beta[at + c]);
      sums.add(part, channel + c, GAMMA, beta[at + Blocks.SIZE + c]);
    }
    Arrays.fill(beta, at, at + 2 * Blocks.SIZE, 0);
  }

  /** Writes or adds pixels of a block of channels that came {@link #backThrough}. */
  public void writeBlock(
      int image, int block, int pixel, int count, float[] d, int at, Scratch scratch) {
    if (gradient == null) {
      return;
    }
    int channel = block * Blocks.SIZE;
    int lanes = Math.min(Blocks.SIZE, channels - channel);
    for (int c = 0; offset != null && c < lanes; c++) {
      for (int p = 0; p < count; p++) {
        d[at + p * Blocks.SIZE + c] += offset[channel + c];
      }
    }
    BlockedPlanes.write(gradient, image, channel, lanes, pixel, count, d, at, accumulate, scratch);
  }

  private static void add(
      int count, float[] d, int at, float[] before, int beforeAt, float[] to, int toAt) {
    for (int p = 0; p < count; p += LENGTH) {
      FloatVector.fromArray(SPECIES, d, at + p)
          .add(FloatVector.fromArray(SPECIES, before, beforeAt + p))
          .intoArray(to, toAt + p);
    }
  }

  private static void add(int count, float[] d, int at, float offset) {
    for (int p = 0; p < count; p += LENGTH) {
      FloatVector.fromArray(SPECIES, d, at + p).add(offset).intoArray(d, at + p);
    }
  }

  /** Writes what the sums are good for; any may be null. */
  public void write(
      Memory meanGradient, Memory varianceGradient, Memory gammaGradient, Memory betaGradient) {
    for (int c = 0; c < channels; c++) {
      betas[c] = sums.total(c, BETA);
      gammas[c] = sums.total(c, GAMMA) * prologue.inverseDeviation(c);
    }
    write(betas, betaGradient);
    write(gammas, gammaGradient);
    for (int c = 0; c < channels; c++) {
      double inverse = prologue.inverseDeviation(c);
      betas[c] *= -prologue.gamma[c] * inverse;
      gammas[c] *= -prologue.gamma[c] * inverse * inverse / 2;
    }
    addOrWrite(betas, meanGradient);
    addOrWrite(gammas, varianceGradient);
  }

  private void addOrWrite(double[] from, Memory to) {
    if (to != null && accumulate) {
      to.read(0, result, 0, channels);
      for (int c = 0; c < channels; c++) {
        from[c] += result[c];
      }
    }
    write(from, to);
  }

  private void write(double[] from, Memory to) {
    if (to != null) {
      for (int c = 0; c < channels; c++) {
        result[c] = (float) from[c];
      }
      to.write(0, result, 0, channels);
    }
  }
}
