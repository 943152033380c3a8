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
  private ConvolutionSpec convolution() {
    return spec.convolution();
  }

  private boolean normalizes() {
    return spec.prologue() != null;
  }

  /** Where the weight is among the inputs. */
  private int weight() {
    return normalizes() ? 5 : 1;
  }

  /** How many inputs have another reader: x and its mean and variance. */
  private int copies() {
    return !accumulate ? 0 : normalizes() ? 3 : 1;
  }

  /** Where the copies are among the outputs. */
  private int firstCopy() {
    return spec.statistics() ? 3 : 1;
  }

  OpCheck check() {
    return new OpCheck(
        spec + (accumulate ? " accumulating on " : " on ") + in,
        inputs(),
        outputs(),
        this::naive,
        this::forward,
        this::backward);
  }

  private List<Operand> inputs() {
    ConvolutionSpec s = convolution();
    List<Operand> inputs = new ArrayList<>(List.of(Operand.map(in.shape())));
    if (normalizes()) {
      inputs.addAll(Operand.batchNorm(in.c()));
    }
    inputs.add(
        Operand.vector(s.outChannels(), s.inChannels() / s.groups(), s.kernel(), s.kernel()));
    if (s.bias()) {
      inputs.add(Operand.vector(s.outChannels()));
    }
    return inputs;
  }

  private List<Operand> outputs() {
    Size out = NaiveOps.convolved(in, convolution());
    List<Operand> outputs = new ArrayList<>(List.of(Operand.map(out.shape())));
    if (spec.statistics()) {
      outputs.add(Operand.vector(out.c()));
      outputs.add(Operand.vector(out.c()));
    }
    outputs.addAll(inputs().subList(0, copies()));
    return outputs;
  }

  private double[][] naive(double[][] v) {
    double[] z =
        normalizes()
            ? NaiveOps.normalize(v[0], in, v[1], v[2], v[3], v[4], null, spec.prologue())
            : v[0];
    int w = weight();
    double[] bias = convolution().bias() ? v[w + 1] : null;
    double[] out = NaiveOps.convolution(z, in, v[w], bias, convolution());
    List<double[]> outputs = new ArrayList<>(List.of(out));
    if (spec.statistics()) {
      double[][] moments = NaiveOps.moments(out, NaiveOps.convolved(in, convolution()));
      outputs.addAll(List.of(moments));
    }
    outputs.addAll(Arrays.asList(v).subList(0, copies()));
    return outputs.toArray(double[][]::new);
  }

  private void forward(Kernels kernels, INDArray[] x, INDArray[] out) {
    INDArray[] norm = prologue(x);
    INDArray[] moments = moments(out);
    kernels
        .fusedConvolution(spec)
        .run(
            x[0],
            norm[0],
            norm[1],
            norm[2],
            norm[3],
            x[weight()],
            bias(x),
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
    INDArray[] norm = prologue(x);
    INDArray[] moments = moments(out);
    INDArray[] momentGradients = moments(g);
    INDArray[] normGradients = prologue(d);
    kernels
        .fusedConvolutionGradient(spec, accumulate)
        .run(
            x[0],
            norm[0],
            norm[1],
            norm[2],
            norm[3],
            x[weight()],
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
            d[weight()],
            bias(d));
  }

  /** Mean, variance, gamma and beta of the input, or nulls. */
  private INDArray[] prologue(INDArray[] inputs) {
    return normalizes() ? Arrays.copyOfRange(inputs, 1, 5) : new INDArray[4];
  }

  private INDArray bias(INDArray[] inputs) {
    return convolution().bias() ? inputs[weight() + 1] : null;
  }

  /** Mean and variance of the output, or nulls. */
  private INDArray[] moments(INDArray[] outputs) {
    return spec.statistics() ? Arrays.copyOfRange(outputs, 1, 3) : new INDArray[2];
  }
}
