package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A folded convolution as an op without gradient. Its parameters change from run to run, of which
 * the kernels are told.
 *
 * @param inPlace whether the addend is the output
 */
record FoldedConvolutionCase(Size in, FoldedConvolutionSpec spec, boolean inPlace) {
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

  /** Where the fold's mean is among the inputs; its variance, gamma and beta follow. */
  private int fold() {
    return weight() + (convolution().bias() ? 2 : 1);
  }

  private int addend() {
    return fold() + (spec.fold() == null ? 0 : 4);
  }

  OpCheck check() {
    return new OpCheck(
        spec + (inPlace ? " in place on " : " on ") + in,
        inputs(),
        Operand.maps(NaiveOps.convolved(in, convolution()).shape()),
        this::naive,
        this::forward,
        null);
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
    if (spec.fold() != null) {
      inputs.addAll(Operand.batchNorm(s.outChannels()));
    }
    if (spec.add()) {
      inputs.add(Operand.map(NaiveOps.convolved(in, s).shape()));
    }
    return inputs;
  }

  private double[][] naive(double[][] v) {
    Size size = NaiveOps.convolved(in, convolution());
    double[] z = v[0];
    if (normalizes()) {
      z = NaiveOps.normalize(z, in, v[1], v[2], v[3], v[4], null, spec.prologue());
    }
    int w = weight();
    int f = fold();
    double[] bias = convolution().bias() ? v[w + 1] : null;
    double[] out = NaiveOps.convolution(z, in, v[w], bias, convolution());
    if (spec.fold() != null) {
      out = NaiveOps.normalize(out, size, v[f], v[f + 1], v[f + 2], v[f + 3], null, spec.fold());
    }
    if (spec.add()) {
      out = NaiveOps.sum(out, v[addend()]);
    }
    return new double[][] {spec.relu() ? NaiveOps.relu(out) : out};
  }

  private void forward(Kernels kernels, INDArray[] x, INDArray[] out) {
    INDArray[] norm = normalizes() ? Arrays.copyOfRange(x, 1, 5) : new INDArray[4];
    INDArray[] fold =
        spec.fold() != null ? Arrays.copyOfRange(x, fold(), fold() + 4) : new INDArray[4];
    INDArray addend = spec.add() ? x[addend()] : null;
    if (inPlace) {
      out[0].assign(addend);
      addend = out[0];
    }
    FoldedConvolution kernel = kernels.foldedConvolution(spec);
    kernels.parametersChanged();
    kernel.run(
        x[0],
        norm[0],
        norm[1],
        norm[2],
        norm[3],
        x[weight()],
        convolution().bias() ? x[weight() + 1] : null,
        fold[0],
        fold[1],
        fold[2],
        fold[3],
        addend,
        out[0]);
  }
}
