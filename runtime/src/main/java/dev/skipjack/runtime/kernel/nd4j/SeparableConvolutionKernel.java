package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The convolutions one after the other. */
final class SeparableConvolutionKernel implements Composed {
  private final SeparableConvolutionSpec spec;
  private final Scratch scratch;
  private final Composed expand;
  private final Composed depthwise;
  private final Composed project;

  SeparableConvolutionKernel(SeparableConvolutionSpec spec, Resources resources) {
    this.spec = spec;
    this.scratch = resources.scratch;
    this.expand = folded(spec.expand(), resources);
    this.depthwise = folded(spec.depthwise(), resources);
    this.project = folded(spec.project(), resources);
  }

  private static Composed folded(FoldedConvolutionSpec spec, Resources resources) {
    return spec == null ? null : new FoldedConvolutionKernel(spec, resources);
  }

  @Override
  public void run(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray output = operands.array(OUTPUT);
    if (expand != null) {
      INDArray expanded =
          scratch.of(Scratch.Slot.EXPANDED, x.size(0), spec.hiddenChannels(), x.size(2), x.size(3));
      expand.run(parameters(operands, Names.EXPAND).with(INPUT, x).with(OUTPUT, expanded));
      x = expanded;
    }
    INDArray filtered =
        project == null
            ? output
            : scratch.of(
                Scratch.Slot.FILTERED,
                x.size(0),
                spec.hiddenChannels(),
                output.size(2),
                output.size(3));
    depthwise.run(parameters(operands, Names.DEPTHWISE).with(INPUT, x).with(OUTPUT, filtered));
    if (project != null) {
      project.run(
          parameters(operands, Names.PROJECT)
              .with(INPUT, filtered)
              .with(ADDEND, operands.findArray(ADDEND))
              .with(OUTPUT, output));
    }
  }

  private static Operands parameters(Operands operands, Names names) {
    return new Operands()
        .with(WEIGHT, operands.array(names.weight()))
        .with(BIAS, operands.findArray(names.bias()))
        .with(FOLD_MEAN, operands.findArray(names.mean()))
        .with(FOLD_VARIANCE, operands.findArray(names.variance()))
        .with(FOLD_GAMMA, operands.findArray(names.gamma()))
        .with(FOLD_BETA, operands.findArray(names.beta()));
  }
}
