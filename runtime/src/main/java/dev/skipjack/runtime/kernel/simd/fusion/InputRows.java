package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Subsampled;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** An {@link InputGradient} in planes that comes as rows of a channel's pixels. */
public final class InputRows {
  /** Pixels of an image from which on few vectors reach into the next one. */
  private static final int WORTH_IN_PLACE = 8 * LENGTH;

  private final InputGradient all;
  private final Prologue prologue;
  private int stride = 1;
  private Planes x;
  private Planes gradient;
  private Subsampled subsampledX;
  private Subsampled subsampledGradient;

  InputRows(InputGradient all) {
    this.all = all;
    this.prologue = all.prologue;
  }

  void subsample(int stride) {
    this.stride = stride;
  }

  /**
   * Takes the operands of a run, unless they lie in blocks.
   *
   * @param gradient null if unwanted
   */
  void prepare(FeatureMap x, FeatureMap gradient) {
    this.x = x instanceof Planes planes ? planes : null;
    this.gradient = gradient instanceof Planes planes ? planes : null;
    if (stride > 1 && this.x != null) {
      subsampledX = Subsampled.of(this.x, stride, subsampledX);
      subsampledGradient =
          gradient == null ? null : Subsampled.of(this.gradient, stride, subsampledGradient);
    }
  }

  /** As {@link InputGradient#begin}. */
  public void begin(int parts) {
    all.begin(parts);
  }

  public Planes x() {
    return x;
  }

  /** Reads pixels of x, numbered through all images. */
  public void readThrough(int channel, int first, float[] to, int at, int count) {
    if (stride > 1) {
      subsampledX.readThrough(channel, first, to, at, count);
    } else {
      x.readThrough(channel, first, to, at, count);
    }
  }

  /** Whether {@link #write} may read x itself, where it lies, and write the gradient there. */
  public boolean inPlace() {
    return stride == 1
        && all.offset == null
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
    boolean add = all.accumulate && gradient != null;
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
    if (all.offset != null) {
      add(count, d, at, all.offset[channel]);
    }
    if (gradient != null && stride > 1) {
      float between = all.offset == null ? 0 : all.offset[channel];
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
        && all.offset == null
        && count % LENGTH == 0
        && first % gradient.pixels + count <= gradient.pixels
        && (all.accumulate || !prologue.identity);
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

  /**
   * Whether {@link #passAndPack} takes so many pixels: maps are on the heap, images whole panels.
   */
  public boolean isInWholePanels(int count) {
    return stride == 1
        && all.offset == null
        && !prologue.identity
        && gradient != null
        && gradient.isOnHeap()
        && x.isOnHeap()
        && x.pixels % (2 * LENGTH) == 0
        && count % (2 * LENGTH) == 0;
  }

  /**
   * As {@link #packThrough} and {@link #write} of the same pixels, which are read once.
   *
   * @param first of a panel, as the first pixel of each image is
   */
  public void passAndPack(
      int part,
      int channel,
      int first,
      int count,
      float[] d,
      int at,
      float[] panels,
      int depth,
      int row) {
    float[] lanes = beginSums();
    for (int p = 0, n; p < count; p += n) {
      int image = (first + p) / x.pixels;
      int pixel = (first + p) % x.pixels;
      n = Math.min(count - p, x.pixels - pixel);
      int to = gradient.index(image, channel, pixel);
      int panel = Scratch.FIRST + p * depth + row * 2 * LENGTH;
      float[] map = x.array(d);
      int v = x.index(image, channel, pixel);
      passAndPack(
          channel, n, d, at + p, map, v, gradient.array(d), to, panels, panel, depth, lanes);
    }
    endSums(part, channel, lanes);
  }

  /**
   * Some panels of a channel, as {@link #back} and {@link Panels#pack}; where z is the floor it may
   * be another zero, which no sum shows.
   */
  private void passAndPack(
      int channel,
      int count,
      float[] d,
      int at,
      float[] values,
      int valuesAt,
      float[] to,
      int toAt,
      float[] panels,
      int panel,
      int depth,
      float[] lanes) {
    boolean add = all.accumulate;
    FloatVector means = FloatVector.broadcast(SPECIES, prologue.mean[channel]);
    FloatVector scales = FloatVector.broadcast(SPECIES, prologue.scale[channel]);
    FloatVector shifts = FloatVector.broadcast(SPECIES, prologue.shift[channel]);
    FloatVector floors = FloatVector.broadcast(SPECIES, prologue.floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, prologue.ceiling);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.fromArray(SPECIES, lanes, 0);
    FloatVector sumOfProducts = FloatVector.fromArray(SPECIES, lanes, LENGTH);
    for (int p = 0; p < count; p += 2 * LENGTH, panel += depth * 2 * LENGTH) {
      FloatVector xa = FloatVector.fromArray(SPECIES, values, valuesAt + p);
      FloatVector za = xa.fma(scales, shifts);
      VectorMask<Float> lowA = za.compare(VectorOperators.LE, floors);
      VectorMask<Float> highA = za.compare(VectorOperators.GE, ceilings);
      FloatVector ga = FloatVector.fromArray(SPECIES, d, at + p).blend(zero, lowA.or(highA));
      za.blend(floors, lowA).blend(ceilings, highA).intoArray(panels, panel);
      sum = sum.add(ga);
      sumOfProducts = ga.fma(xa.sub(means), sumOfProducts);
      FloatVector oldA = add ? FloatVector.fromArray(SPECIES, to, toAt + p) : zero;
      ga.fma(scales, oldA).intoArray(to, toAt + p);
      FloatVector xb = FloatVector.fromArray(SPECIES, values, valuesAt + p + LENGTH);
      FloatVector zb = xb.fma(scales, shifts);
      VectorMask<Float> lowB = zb.compare(VectorOperators.LE, floors);
      VectorMask<Float> highB = zb.compare(VectorOperators.GE, ceilings);
      FloatVector gb =
          FloatVector.fromArray(SPECIES, d, at + p + LENGTH).blend(zero, lowB.or(highB));
      zb.blend(floors, lowB).blend(ceilings, highB).intoArray(panels, panel + LENGTH);
      sum = sum.add(gb);
      sumOfProducts = gb.fma(xb.sub(means), sumOfProducts);
      FloatVector oldB = add ? FloatVector.fromArray(SPECIES, to, toAt + p + LENGTH) : zero;
      gb.fma(scales, oldB).intoArray(to, toAt + p + LENGTH);
    }
    sum.intoArray(lanes, 0);
    sumOfProducts.intoArray(lanes, LENGTH);
  }

  private static float[] beginSums() {
    float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
    Arrays.fill(lanes, 0, 2 * LENGTH, 0);
    return lanes;
  }

  private void endSums(int part, int channel, float[] lanes) {
    if (!prologue.identity) {
      all.add(part, channel, Lanes.sum(lanes, 0), Lanes.sum(lanes, LENGTH));
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
}
