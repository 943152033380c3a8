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

  private List<CaseOperand> outputs() {
    Size out = operands().out();
    List<CaseOperand> outputs = new ArrayList<>(List.of(CaseOperand.map(out.shape())));
    if (spec.statistics()) {
      outputs.add(CaseOperand.vector(out.c()));
      outputs.add(CaseOperand.vector(out.c()));
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
        .step(spec)
        .bind(
            new Operands()
                .input(x[0])
                .mean(norm[0])
                .variance(norm[1])
                .gamma(norm[2])
                .beta(norm[3])
                .weight(x[operands.weight()])
                .bias(operands.bias(x))
                .output(out[0])
                .outputMean(moments[0])
                .outputVariance(moments[1]))
        .run();
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
        .step(new FusedConvolutionGradientSpec(spec, accumulate))
        .bind(
            new Operands()
                .input(x[0])
                .mean(norm[0])
                .variance(norm[1])
                .gamma(norm[2])
                .beta(norm[3])
                .weight(x[operands.weight()])
                .output(spec.statistics() ? out[0] : null)
                .outputMean(moments[0])
                .outputGradient(g[0])
                .outputMeanGradient(momentGradients[0])
                .outputVarianceGradient(momentGradients[1])
                .inputGradient(d[0])
                .meanGradient(normGradients[0])
                .varianceGradient(normGradients[1])
                .gammaGradient(normGradients[2])
                .betaGradient(normGradients[3])
                .weightGradient(d[operands.weight()])
                .biasGradient(operands.bias(d)))
        .run();
  }

  /** Mean and variance of the output, or nulls. */
  private INDArray[] moments(INDArray[] outputs) {
    return spec.statistics() ? Arrays.copyOfRange(outputs, 1, 3) : new INDArray[2];
  }
}
