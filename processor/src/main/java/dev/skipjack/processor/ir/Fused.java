package dev.skipjack.processor.ir;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Elementwise.Activation;
import dev.skipjack.processor.ir.Normalization.Normalize;

/** Convolutions with their neighbours. What is not fused is null or false. */
public sealed interface Fused extends Op {
  /** The convolution alone. */
  Convolution convolution();

  /** What normalises (and rectifies) the input while it is read, or null. */
  Normalize prologue();

  /**
   * While training: {@code (x, weight[, bias][, mean, variance, gamma, beta]) -> out[, outMean,
   * outVariance]}.
   */
  record FusedConvolution(Convolution convolution, Normalize prologue, boolean statistics)
      implements Fused {
    @Override
    public LayoutRule layoutRule() {
      return convolution.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitFusedConvolution(this);
    }
  }

  /**
   * {@code (x, weight[, mean, variance, gamma, beta][, out, outMean], outGradient[,
   * outMeanGradient, outVarianceGradient][, gradients so far]) -> [inputGradient], [meanGradient,
   * varianceGradient], [gammaGradient, betaGradient], [weightGradient[, biasGradient]]}.
   *
   * @param corrected whether the output's statistics have gradients
   * @param input whether the input's gradient is wanted
   * @param inputStatistics whether the gradients of the input's statistics are
   * @param norm whether those of gamma and beta are
   * @param parameters whether those of weight and bias are
   * @param accumulate whether the first two are added to what is there
   */
  record FusedConvolutionGradient(
      FusedConvolution forward,
      boolean corrected,
      boolean input,
      boolean inputStatistics,
      boolean norm,
      boolean parameters,
      boolean accumulate)
      implements Fused {
    @Override
    public Convolution convolution() {
      return forward.convolution();
    }

    @Override
    public Normalize prologue() {
      return forward.prologue();
    }

    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitFusedConvolutionGradient(this);
    }
  }

  /**
   * While predicting: {@code (x[, scale], weight[, bias][, mean, variance, gamma, beta][, foldMean,
   * foldVariance, foldGamma, foldBeta | foldGamma][, addend]) -> out}.
   *
   * @param fold the batch norm of its output, which becomes a part of weight and bias
   * @param scaled whether the layer scale of its output does, of which foldGamma is the weight;
   *     there is no fold then
   * @param add whether another map is added
   * @param activation of the output in the end, or null
   * @param gated whether the channels of its input are multiplied by factors while it is read
   */
  record FoldedConvolution(
      Convolution convolution,
      Normalize prologue,
      Normalize fold,
      boolean scaled,
      boolean add,
      Activation activation,
      boolean gated)
      implements Fused {
    /** With nothing fused. */
    public static FoldedConvolution of(Convolution convolution) {
      return new FoldedConvolution(convolution, null, null, false, false, null, false);
    }

    /** The same with what normalises its input. */
    public FoldedConvolution withPrologue(Normalize norm) {
      return new FoldedConvolution(convolution, norm, fold, scaled, add, activation, gated);
    }

    /** The same with the batch norm of its output, which neither adds nor ends with anything. */
    public FoldedConvolution withFold(double epsilon) {
      Normalize norm = new Normalize(epsilon, false, null);
      return new FoldedConvolution(convolution, prologue, norm, scaled, add, activation, gated);
    }

    /** The same with the layer scale of its output. */
    public FoldedConvolution withLayerScale() {
      return new FoldedConvolution(convolution, prologue, fold, true, add, activation, gated);
    }

    /** The same with another map added, or none. */
    public FoldedConvolution withAdd(boolean another) {
      return new FoldedConvolution(convolution, prologue, fold, scaled, another, activation, gated);
    }

    /** The same, ending with an activation, or null for none. */
    public FoldedConvolution withActivation(Activation last) {
      return new FoldedConvolution(convolution, prologue, fold, scaled, add, last, gated);
    }

    /** The same with a gate before it. */
    public FoldedConvolution withGate() {
      return new FoldedConvolution(convolution, prologue, fold, scaled, add, activation, true);
    }

    @Override
    public LayoutRule layoutRule() {
      return convolution.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitFoldedConvolution(this);
    }
  }

  /**
   * While predicting, a depthwise convolution with the 1 x 1 convolution before it, the one behind
   * it, or both, as nobody else reads what lies between: {@code (x[, expandWeight[, bias][, mean,
   * variance, gamma, beta]], weight[...][, projectWeight[...][, addend]]) -> out}.
   *
   * @param expand what makes its input, or null
   * @param depthwise a kernel for each channel
   * @param project what reads its output, or null
   */
  record SeparableConvolution(
      FoldedConvolution expand, FoldedConvolution depthwise, FoldedConvolution project)
      implements Fused {
    @Override
    public Convolution convolution() {
      return depthwise.convolution();
    }

    @Override
    public Normalize prologue() {
      return null;
    }

    /** Whether another map is added in the end. */
    public boolean add() {
      return project != null && project.add();
    }

    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.EACH;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSeparableConvolution(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitFusedConvolution(FusedConvolution op);

    R visitFusedConvolutionGradient(FusedConvolutionGradient op);

    R visitFoldedConvolution(FoldedConvolution op);

    R visitSeparableConvolution(SeparableConvolution op);
  }
}
