package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * A 1 x 1 convolution of maps of one pixel, as gates have them: a linear layer. A vector is some
 * output channels; an image after the other passes the weights, which are what there is to read.
 */
public final class OnePixelConvolution implements Workers.Task {
  private static final int X = 0;
  private static final int Y = 1;

  /** Output channels that are computed at once. */
  private static final int COLUMNS = 2 * LENGTH;

  /** Input channels that are summed apart, so that no sum waits for the one before. */
  private static final int APART = 4;

  /** With more images, a product of matrices reads weights less often. */
  private static final int MOST_IMAGES = 16;

  private final FoldedConvolutionSpec spec;
  private final Workers workers;
  private final Planes input;
  private final Planes addend;
  private final Planes output;
  private final int ins;
  private final int outs;
  private final int depth;
  private final int blocks;
  private Parameters parameters;
  private int parts;

  /**
   * Weights as they are packed.
   *
   * @param bias with room for whole blocks
   */
  public record Parameters(float[] weights, float[] bias) {}

  private OnePixelConvolution(FoldedConvolutionSpec spec, Operands operands, Workers workers) {
    this.spec = spec;
    this.workers = workers;
    this.input = Planes.of(operands, Operand.INPUT);
    this.addend = Planes.of(operands, Operand.ADDEND);
    this.output = Planes.of(operands, Operand.OUTPUT);
    this.ins = spec.convolution().inChannels();
    this.outs = spec.convolution().outChannels();
    this.depth = Lanes.roundUp(ins, APART);
    this.blocks = (outs + COLUMNS - 1) / COLUMNS;
  }

  /** Of these operands, or null if they have more pixels. A pixel lies alike in every layout. */
  public static OnePixelConvolution of(
      FoldedConvolutionSpec spec, Operands operands, Workers workers) {
    boolean one = operands.get(Operand.INPUT).size(2) * operands.get(Operand.INPUT).size(3) == 1;
    return spec.convolution().isOneByOne() && one && spec.prologue() == null && !spec.gated()
        ? new OnePixelConvolution(spec, operands, workers)
        : null;
  }

  /**
   * @param asForOne whether results must not depend on the other images
   */
  public boolean takes(boolean asForOne) {
    return asForOne || input.images <= MOST_IMAGES;
  }

  /**
   * Packs the parameters of any images.
   *
   * @param bias null for none
   */
  public static Parameters pack(ConvolutionSpec spec, float[] weights, float[] bias) {
    int ins = spec.inChannels();
    int depth = Lanes.roundUp(ins, APART);
    float[] packed = new float[Lanes.roundUp(spec.outChannels(), COLUMNS) * depth];
    float[] biases = new float[Lanes.roundUp(spec.outChannels(), COLUMNS)];
    for (int out = 0; out < spec.outChannels(); out++) {
      int at = out / COLUMNS * COLUMNS * depth + out % COLUMNS;
      for (int in = 0; in < ins; in++) {
        packed[at + in * COLUMNS] = weights[out * ins + in];
      }
    }
    if (bias != null) {
      System.arraycopy(bias, 0, biases, 0, bias.length);
    }
    return new Parameters(packed, biases);
  }

  /** Computes the output. */
  public void run(Parameters packed) {
    parameters = packed;
    parts = Parts.ofFloats(blocks, (double) input.images * depth * COLUMNS);
    workers.run(parts, this);
    parameters = null;
  }

  @Override
  public void run(int part, Scratch scratch) {
    int first = Parts.first(part, parts, blocks);
    int end = Parts.first(part + 1, parts, blocks);
    int channel = first * COLUMNS;
    int count = Math.min(outs, end * COLUMNS) - channel;
    for (int image = 0; image < input.images; image++) {
      scratch.poison();
      float[] x = scratch.aligned(X, depth);
      float[] y = scratch.aligned(Y, (end - first) * COLUMNS);
      input.read(image, 0, 0, x, FIRST, ins);
      for (int in = ins; in < depth; in++) {
        x[FIRST + in] = 0;
      }
      for (int block = first; block < end; block++) {
        int to = FIRST + block * COLUMNS - channel;
        products(
            parameters.weights(),
            block * COLUMNS * depth,
            x,
            FIRST,
            depth,
            parameters.bias(),
            block * COLUMNS,
            y,
            to);
      }
      if (addend != null) {
        float[] other = scratch.floats(Scratch.PIXELS, count);
        addend.read(image, channel, 0, other, 0, count);
        for (int i = 0; i < count; i++) {
          y[FIRST + i] += other[i];
        }
      }
      Activations.apply(spec.activation(), y, FIRST, count);
      output.write(image, channel, 0, y, FIRST, count);
    }
  }

  /** {@code y[yo + c] = bias[bo + c] + sum over d of x[xo + d] * w[wo + d*COLUMNS + c]}. */
  private static void products(
      float[] w, int wo, float[] x, int xo, int depth, float[] bias, int bo, float[] y, int yo) {
    FloatVector sum00 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum01 = FloatVector.fromArray(SPECIES, bias, bo + LENGTH);
    FloatVector sum10 = FloatVector.zero(SPECIES);
    FloatVector sum11 = FloatVector.zero(SPECIES);
    FloatVector sum20 = FloatVector.zero(SPECIES);
    FloatVector sum21 = FloatVector.zero(SPECIES);
    FloatVector sum30 = FloatVector.zero(SPECIES);
    FloatVector sum31 = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d += APART) {
      int at = wo + d * COLUMNS;
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[xo + d]);
      sum00 = x0.fma(FloatVector.fromArray(SPECIES, w, at), sum00);
      sum01 = x0.fma(FloatVector.fromArray(SPECIES, w, at + LENGTH), sum01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[xo + d + 1]);
      sum10 = x1.fma(FloatVector.fromArray(SPECIES, w, at + 2 * LENGTH), sum10);
      sum11 = x1.fma(FloatVector.fromArray(SPECIES, w, at + 3 * LENGTH), sum11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[xo + d + 2]);
      sum20 = x2.fma(FloatVector.fromArray(SPECIES, w, at + 4 * LENGTH), sum20);
      sum21 = x2.fma(FloatVector.fromArray(SPECIES, w, at + 5 * LENGTH), sum21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[xo + d + 3]);
      sum30 = x3.fma(FloatVector.fromArray(SPECIES, w, at + 6 * LENGTH), sum30);
      sum31 = x3.fma(FloatVector.fromArray(SPECIES, w, at + 7 * LENGTH), sum31);
    }
    sum00.add(sum10).add(sum20.add(sum30)).intoArray(y, yo);
    sum01.add(sum11).add(sum21.add(sum31)).intoArray(y, yo + LENGTH);
  }
}
