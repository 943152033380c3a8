package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One after the other what a fused kernel does at once; no parameters are prepared. */
final class FoldedConvolutionKernel implements Composed {
  private final boolean add;
  private final Scratch scratch;
  private final Prologue prologue;
  private final Composed gate;
  private final Composed convolution;
  private final Composed fold;
  private final Composed scale;
  private final Composed sum;
  private final Composed activation;

  FoldedConvolutionKernel(FoldedConvolutionSpec spec, Resources resources) {
    NormalizeSpec folded = spec.fold();
    this.add = spec.add();
    this.scratch = resources.scratch;
    this.prologue = new Prologue(spec.prologue(), resources);
    this.gate =
        spec.gated()
            ? MultiplyKernels.forward(new MultiplySpec(MultiplySpec.Factors.CHANNELS), resources)
            : null;
    this.convolution = new ConvolutionKernel(spec.convolution(), resources);
    this.fold =
        folded == null
            ? null
            : NormalizationKernels.normalize(
                new NormalizeSpec(
                    folded.channels(), folded.epsilon(), spec.add(), spec.activation()),
                resources);
    this.scale = spec.scaled() ? LayerScaleKernels.forward(resources) : null;
    this.sum = ElementwiseKernels.add(resources);
    this.activation =
        spec.activation() == null
            ? null
            : ElementwiseKernels.activation(spec.activation(), resources);
  }

  @Override
  public void run(Operands operands) {
    INDArray output = operands.array(OUTPUT);
    INDArray addend = operands.findArray(ADDEND);
    // The addend may be the output itself and is read last.
    INDArray convolved = add ? scratch.like(Scratch.Slot.CONVOLVED, output) : output;
    convolution.run(
        new Operands()
            .with(INPUT, gate == null ? prologue.run(operands) : gated(operands))
            .with(WEIGHT, operands.array(WEIGHT))
            .with(BIAS, operands.findArray(BIAS))
            .with(OUTPUT, convolved));
    if (fold != null) {
      fold.run(
          new Operands()
              .with(INPUT, convolved)
              .with(MEAN, operands.array(FOLD_MEAN))
              .with(VARIANCE, operands.array(FOLD_VARIANCE))
              .with(GAMMA, operands.array(FOLD_GAMMA))
              .with(BETA, operands.array(FOLD_BETA))
              .with(ADDEND, addend)
              .with(OUTPUT, output));
      return;
    }
    if (scale != null) {
      scale.run(
          new Operands()
              .with(INPUT, convolved)
              .with(WEIGHT, operands.array(FOLD_GAMMA))
              .with(OUTPUT, convolved));
    }
    if (add) {
      sum.run(new Operands().with(LEFT, convolved).with(RIGHT, addend).with(OUTPUT, output));
    }
    if (activation != null) {
      activation.run(new Operands().with(INPUT, output).with(OUTPUT, output));
    }
  }

  private INDArray gated(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray product = scratch.like(Scratch.Slot.GATED, x);
    gate.run(
        new Operands().with(INPUT, x).with(SCALE, operands.array(SCALE)).with(OUTPUT, product));
    return product;
  }
}
