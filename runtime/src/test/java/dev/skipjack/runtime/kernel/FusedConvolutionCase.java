package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fused convolution as an op of x, the prologue's mean, variance, gamma and beta, weight and
 * bias, to out and its mean and variance.
 *
 * @param accumulate the input and its statistics have another reader, a copy, whose gradient is
 *     there first
 */
record FusedConvolutionCase(Size in, FusedConvolutionSpec spec, boolean accumulate) {
  private ConvolutionOperands operands() {
    return new ConvolutionOperands(in, spec.convolution(), spec.prologue());
  }

  /** How many inputs have another reader: x and its mean and variance. */
  private int copies() {
    return !accumulate ? 0 : spec.prologue() != null ? 3 : 1;
  }

  /** Where the copies are among the outputs. */
  private int firstCopy() {
    return spec.statistics() ? 3 : 1;
  }

  OpCheck check() {
    return new OpCheck(
        spec + (accumulate ? " accumulating on " : " on ") + in,
        operands().inputs(),
        outputs(),
        this::naive,
        this::forward,
        this::backward);
  }

  private List<Operand> outputs() {
    Size out = operands().out();
    List<Operand> outputs = new ArrayList<>(List.of(Operand.map(out.shape())));
    if (spec.statistics()) {
      outputs.add(Operand.vector(out.c()));
      outputs.add(Operand.vector(out.c()));
    }
    outputs.addAll(operands().inputs().subList(0, copies()));
    return outputs;
  }

  private double[][] naive(double[][] v) {
    double[] out = operands().naive(v);
    List<double[]> outputs = new ArrayList<>(List.of(out));
    if (spec.statistics()) {
      double[][] moments = NaiveOps.moments(out, operands().out());
      outputs.addAll(List.of(moments));
    }
    outputs.addAll(Arrays.asList(v).subList(0, copies()));
    return outputs.toArray(double[][]::new);
  }

  private void forward(Kernels kernels, INDArray[] x, INDArray[] out) {
    ConvolutionOperands operands = operands();
    INDArray[] norm = operands.prologue(x);
    INDArray[] moments = moments(out);
    kernels
        .fusedConvolution(spec)
        .run(
            x[0],
            norm[0],
            norm[1],
            norm[2],
            norm[3],
            x[operands.weight()],
            operands.bias(x),
            out[0],
            moments[0],
            moments[1]);
    for (int i = 0; i < copies(); i++) {
      out[firstCopy() + i].assign(x[i]);
    }
  }

  private void backward(Kernels kernels, INDArray[] x, INDArray[] out, INDArray[] g, INDArray[] d) {
    for (int i = 0; i < copies(); i++) {
      d[i].assign(g[firstCopy() + i]);
    }
    ConvolutionOperands operands = operands();
    INDArray[] norm = operands.prologue(x);
    INDArray[] moments = moments(out);
    INDArray[] momentGradients = moments(g);
    INDArray[] normGradients = operands.prologue(d);
    kernels
        .fusedConvolutionGradient(spec, accumulate)
        .run(
            x[0],
            norm[0],
            norm[1],
            norm[2],
            norm[3],
            x[operands.weight()],
            spec.statistics() ? out[0] : null,
            moments[0],
            g[0],
            momentGradients[0],
            momentGradients[1],
            d[0],
            normGradients[0],
            normGradients[1],
            normGradients[2],
            normGradients[3],
            d[operands.weight()],
            operands.bias(d));
  }

  /** Mean and variance of the output, or nulls. */
  private INDArray[] moments(INDArray[] outputs) {
    return spec.statistics() ? Arrays.copyOfRange(outputs, 1, 3) : new INDArray[2];
  }
}
