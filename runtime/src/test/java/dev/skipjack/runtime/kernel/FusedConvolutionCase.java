package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
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
    double[][] inPlanes = v.clone();
    inPlanes[0] = NaiveLayouts.planes(v[0], in, spec.input());
    double[] planes = operands().naive(inPlanes);
    double[] out = NaiveLayouts.laid(planes, operands().out(), spec.output());
    List<double[]> outputs = new ArrayList<>(List.of(out));
    if (spec.statistics()) {
      double[][] moments = NaiveOps.moments(planes, operands().out());
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
                .with(INPUT, x[0])
                .with(MEAN, norm[0])
                .with(VARIANCE, norm[1])
                .with(GAMMA, norm[2])
                .with(BETA, norm[3])
                .with(WEIGHT, x[operands.weight()])
                .with(BIAS, operands.bias(x))
                .with(OUTPUT, out[0])
                .with(OUTPUT_MEAN, moments[0])
                .with(OUTPUT_VARIANCE, moments[1]))
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
                .with(INPUT, x[0])
                .with(MEAN, norm[0])
                .with(VARIANCE, norm[1])
                .with(GAMMA, norm[2])
                .with(BETA, norm[3])
                .with(WEIGHT, x[operands.weight()])
                .with(OUTPUT, spec.statistics() ? out[0] : null)
                .with(OUTPUT_MEAN, moments[0])
                .with(OUTPUT_GRADIENT, g[0])
                .with(OUTPUT_MEAN_GRADIENT, momentGradients[0])
                .with(OUTPUT_VARIANCE_GRADIENT, momentGradients[1])
                .with(INPUT_GRADIENT, d[0])
                .with(MEAN_GRADIENT, normGradients[0])
                .with(VARIANCE_GRADIENT, normGradients[1])
                .with(GAMMA_GRADIENT, normGradients[2])
                .with(BETA_GRADIENT, normGradients[3])
                .with(WEIGHT_GRADIENT, d[operands.weight()])
                .with(BIAS_GRADIENT, operands.bias(d)))
        .run();
  }

  /** Mean and variance of the output, or nulls. */
  private INDArray[] moments(INDArray[] outputs) {
    return spec.statistics() ? Arrays.copyOfRange(outputs, 1, 3) : new INDArray[2];
  }
}
