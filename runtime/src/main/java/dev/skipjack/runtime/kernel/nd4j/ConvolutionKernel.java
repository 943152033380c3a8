package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code conv2d}, once for each group of channels: the op itself knows no groups. */
final class ConvolutionKernel implements Convolution {
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
  public void run(INDArray x, INDArray weight, INDArray bias, INDArray out) {
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
