package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first inputs of each fused convolution: x, the prologue's mean, variance, gamma and beta,
 * weight and bias, without those that its specs have not.
 */
record ConvolutionOperands(Size in, ConvolutionSpec spec, NormalizeSpec prologue) {
  private boolean normalizes() {
    return prologue != null;
  }

  /** Where the weight is among the inputs; the bias follows. */
  int weight() {
    return normalizes() ? 5 : 1;
  }

  /** How many inputs these are. */
  int count() {
    return weight() + (spec.bias() ? 2 : 1);
  }

  List<CaseOperand> inputs() {
    List<CaseOperand> inputs = new ArrayList<>(List.of(CaseOperand.map(in.shape())));
    if (normalizes()) {
      inputs.addAll(CaseOperand.batchNorm(in.c(), prologue.activation()));
    }
    inputs.add(
        CaseOperand.vector(
            spec.outChannels(),
            spec.inChannels() / spec.groups(),
            spec.kernel().height(),
            spec.kernel().width()));
    if (spec.bias()) {
      inputs.add(CaseOperand.vector(spec.outChannels()));
    }
    return inputs;
  }

  Size out() {
    return NaiveOps.convolved(in, spec);
  }

  /** The convolution as loops. */
  double[] naive(double[][] v) {
    double[] z =
        normalizes() ? NaiveOps.normalize(v[0], in, v[1], v[2], v[3], v[4], null, prologue) : v[0];
    double[] bias = spec.bias() ? v[weight() + 1] : null;
    return NaiveOps.convolution(z, in, v[weight()], bias, spec);
  }

  /** Mean, variance, gamma and beta of the input, or nulls. */
  INDArray[] prologue(INDArray[] inputs) {
    return normalizes() ? Arrays.copyOfRange(inputs, 1, 5) : new INDArray[4];
  }

  /** Null if there is none. */
  INDArray bias(INDArray[] inputs) {
    return spec.bias() ? inputs[weight() + 1] : null;
  }
}
