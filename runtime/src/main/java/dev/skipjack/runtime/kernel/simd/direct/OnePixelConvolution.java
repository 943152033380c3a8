package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.PackedMatrix.ROWS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 1 x 1 convolution of maps of one pixel, as gates have them: a linear layer. A vector is some
 * output channels; an image after the other passes the weights, which are what there is to read.
 */
public final class OnePixelConvolution implements Workers.Task {
  private static final int X = 0;
  private static final int Y = 1;

  private final FoldedConvolutionSpec spec;
  private final Workers workers;
  private final Planes input;
  private final Planes addend;
  private final Planes output;
  private final int ins;
  private final int outs;
  private final int depth;
  private final int blocks;
  private PackedMatrix matrix;
  private int parts;

  private OnePixelConvolution(FoldedConvolutionSpec spec, Operands operands, Workers workers) {
    this.spec = spec;
    this.workers = workers;
    this.input = Planes.of(operands, Operand.INPUT);
    this.addend = Planes.of(operands, Operand.ADDEND);
    this.output = Planes.of(operands, Operand.OUTPUT);
    this.ins = spec.convolution().inChannels();
    this.outs = spec.convolution().outChannels();
    this.depth = PackedMatrix.depth(ins);
    this.blocks = PackedMatrix.blocks(outs);
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
    return asForOne || input.images <= PackedMatrix.MOST_VECTORS;
  }

  /**
   * Packs the parameters of any images.
   *
   * @param bias null for none
   */
  public static PackedMatrix pack(ConvolutionSpec spec, WeightSource weights, float[] bias) {
    return PackedMatrix.of(weights, spec.outChannels(), spec.inChannels(), bias);
  }

  /** Computes the output. */
  public void run(PackedMatrix packed) {
    matrix = packed;
    parts = Parts.ofFloats(blocks, (double) input.images * depth * ROWS);
    workers.run(parts, this);
    matrix = null;
  }

  @Override
  public void run(int part, Scratch scratch) {
    int first = Parts.first(part, parts, blocks);
    int end = Parts.first(part + 1, parts, blocks);
    int channel = first * ROWS;
    int count = Math.min(outs, end * ROWS) - channel;
    for (int image = 0; image < input.images; image++) {
      scratch.poison();
      float[] x = scratch.aligned(X, depth);
      float[] y = scratch.aligned(Y, (end - first) * ROWS);
      input.read(image, 0, 0, x, FIRST, ins);
      for (int in = ins; in < depth; in++) {
        x[FIRST + in] = 0;
      }
      for (int block = first; block < end; block++) {
        int to = FIRST + block * ROWS - channel;
        matrix.multiply(block, x, FIRST, y, to);
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
}
