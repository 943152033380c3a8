package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code conv2d}, once for each group of channels: the op itself knows no groups. */
final class ConvolutionKernel implements Composed {
  private final ChannelGroups groups;
  private final BoundOp[] ops;

  ConvolutionKernel(ConvolutionSpec spec, Resources resources) {
    this.groups = new ChannelGroups(spec);
    this.ops = new BoundOp[spec.groups()];
    for (int group = 0; group < ops.length; group++) {
      ops[group] = resources.convolution("conv2d", spec);
    }
  }

  @Override
  public void run(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray weight = operands.array(WEIGHT);
    INDArray bias = operands.findArray(BIAS);
    INDArray out = operands.array(OUTPUT);
    for (int group = 0; group < ops.length; group++) {
      INDArray in = groups.input(group, x);
      INDArray w = groups.outputRows(group, weight);
      INDArray[] inputs =
          bias == null
              ? BoundOp.arrays(in, w)
              : BoundOp.arrays(in, w, groups.outputRows(group, bias));
      ops[group].run(inputs, groups.output(group, out));
    }
  }
}
