package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
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
  private ConvolutionOperands operands() {
    return new ConvolutionOperands(in, spec.convolution(), spec.prologue());
  }

  /** Where the fold's mean is among the inputs; its variance, gamma and beta follow. */
  private int fold() {
    return operands().count();
  }

  private int addend() {
    return fold() + (spec.fold() != null ? 4 : spec.scaled() ? 1 : 0);
  }

  private int scale() {
    return addend() + (spec.add() ? 1 : 0);
  }

  OpCheck check() {
    return new OpCheck(
        spec + (inPlace ? " in place on " : " on ") + in,
        inputs(),
        CaseOperand.maps(operands().out().shape()),
        this::naive,
        this::forward,
        null);
  }

  private List<CaseOperand> inputs() {
    List<CaseOperand> inputs = operands().inputs();
    if (spec.fold() != null) {
      inputs.addAll(CaseOperand.batchNorm(spec.fold().channels()));
    }
    if (spec.scaled()) {
      inputs.add(CaseOperand.vector(spec.convolution().outChannels()));
    }
    if (spec.add()) {
      inputs.add(CaseOperand.map(operands().out().shape()));
    }
    if (spec.gated()) {
      inputs.add(CaseOperand.map(new Size(in.n(), in.c(), 1, 1).shape()));
    }
    return inputs;
  }

  private double[][] naive(double[][] laid) {
    int f = fold();
    Size size = operands().out();
    double[][] v = laid.clone();
    v[0] = NaiveLayouts.planes(laid[0], in, spec.input());
    if (spec.gated()) {
      int pixels = in.h() * in.w();
      v[0] = v[0].clone();
      for (int i = 0; i < v[0].length; i++) {
        v[0][i] *= v[scale()][i / pixels];
      }
    }
    double[] out = operands().naive(v);
    if (spec.fold() != null) {
      out = NaiveOps.normalize(out, size, v[f], v[f + 1], v[f + 2], v[f + 3], null, spec.fold());
    }
    if (spec.scaled()) {
      for (int i = 0; i < out.length; i++) {
        out[i] *= v[f][i / (size.h() * size.w()) % size.c()];
      }
    }
    if (spec.add()) {
      out = NaiveOps.sum(out, NaiveLayouts.planes(v[addend()], size, spec.output()));
    }
    double[] rectified = NaiveOps.activation(out, spec.activation());
    return new double[][] {NaiveLayouts.laid(rectified, size, spec.output())};
  }

  private void forward(Kernels kernels, INDArray[] x, INDArray[] out) {
    ConvolutionOperands operands = operands();
    INDArray[] norm = operands.prologue(x);
    INDArray[] fold =
        spec.fold() != null ? Arrays.copyOfRange(x, fold(), fold() + 4) : new INDArray[4];
    if (spec.scaled()) {
      fold[2] = x[fold()];
    }
    INDArray addend = spec.add() ? x[addend()] : null;
    if (inPlace) {
      out[0].assign(addend);
      addend = out[0];
    }
    Step kernel = kernels.step(spec);
    kernels.parametersChanged();
    kernel
        .bind(
            new Operands()
                .with(INPUT, x[0])
                .with(MEAN, norm[0])
                .with(VARIANCE, norm[1])
                .with(GAMMA, norm[2])
                .with(BETA, norm[3])
                .with(WEIGHT, x[operands.weight()])
                .with(BIAS, operands.bias(x))
                .with(FOLD_MEAN, fold[0])
                .with(FOLD_VARIANCE, fold[1])
                .with(FOLD_GAMMA, fold[2])
                .with(FOLD_BETA, fold[3])
                .with(ADDEND, addend)
                .with(SCALE, spec.gated() ? x[scale()] : null)
                .with(OUTPUT, out[0]))
        .run();
  }
}
