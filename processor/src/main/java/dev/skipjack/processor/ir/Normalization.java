package dev.skipjack.processor.ir;

/**
 * Batch normalisation, in the pieces that fusion works on: statistics are values of their own; and
 * what normalises each image by itself: group, layer and local response normalisation, softmax.
 */
public sealed interface Normalization extends Op {
  /**
   * {@code (x, gamma, beta, runningMean, runningVariance) -> out}; lowered to the ops below before
   * anything runs.
   */
  record BatchNorm(double epsilon, double momentum, boolean frozen) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitBatchNorm(this);
    }
  }

  /** {@code x -> mean, variance} over batch and pixels, if it has any; the variance is biased. */
  record Statistics() implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStatistics(this);
    }
  }

  /**
   * {@code (x, mean, variance, runningMean, runningVariance)}: updates the running statistics in
   * place, no output.
   */
  record RunningStatistics(double momentum) implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitRunningStatistics(this);
    }
  }

  /**
   * {@code (x, mean, meanGradient, varianceGradient[, gradient so far]) -> inputGradient}: what x
   * receives through its statistics, added to what is there if it accumulates.
   */
  record StatisticsGradient(boolean accumulate) implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStatisticsGradient(this);
    }
  }

  /**
   * {@code (x, mean, variance, gamma, beta[, addend]) -> out}: normalised, added to, activated, as
   * far as wanted.
   *
   * @param activation null for none
   */
  record Normalize(double epsilon, boolean add, Elementwise.Activation activation)
      implements Normalization {
    /** Whether the activation's gradient is a function of its input, but not of the output. */
    public boolean gradientReadsInput() {
      return activation != null && activation.gradientReadsInput();
    }

    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitNormalize(this);
    }
  }

  /**
   * {@code (x, out, mean, variance, gamma, outGradient) -> [inputGradient], [addendGradient],
   * [meanGradient, varianceGradient], [gammaGradient, betaGradient]}, as wanted. An activation
   * whose gradient reads its input has that computed again: {@code (x, mean, variance, gamma,
   * beta[, addend], outGradient)}.
   *
   * @param statistics whether mean and variance are functions of what is trained; the running ones
   *     are constants
   */
  record NormalizeGradient(
      Normalize forward, boolean input, boolean addend, boolean statistics, boolean parameters)
      implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitNormalizeGradient(this);
    }
  }

  /**
   * {@code (x[, gamma, beta]) -> out}: over the channels of a group and all pixels of an image.
   *
   * @param affine whether each channel has a scale and an offset that are learned
   */
  record GroupNorm(int groups, double epsilon, boolean affine) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGroupNorm(this);
    }
  }

  /**
   * {@code (x[, gamma], outGradient) -> [inputGradient], [gammaGradient, betaGradient]}, as wanted;
   * mean and variance are computed again.
   */
  record GroupNormGradient(GroupNorm forward, boolean input, boolean parameters)
      implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGroupNormGradient(this);
    }
  }

  /**
   * {@code weight -> out}, {@code [out, in, kernel height, kernel width]}: the weights of each
   * output channel less their mean, over their deviation.
   */
  record StandardizeWeight(double epsilon) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStandardizeWeight(this);
    }
  }

  /** {@code (weight, outGradient) -> weightGradient}: mean and variance are computed again. */
  record StandardizeWeightGradient(StandardizeWeight forward) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitStandardizeWeightGradient(this);
    }
  }

  /**
   * {@code (x[, gamma, beta]) -> out}: over the channels of each pixel, or the features of an
   * image.
   *
   * @param affine whether each channel has a scale and an offset that are learned
   */
  record LayerNorm(double epsilon, boolean affine) implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLayerNorm(this);
    }
  }

  /** As {@link GroupNormGradient}. */
  record LayerNormGradient(LayerNorm forward, boolean input, boolean parameters)
      implements Normalization {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLayerNormGradient(this);
    }
  }

  /** {@code x -> out}, over {@code size} neighbouring channels. */
  record LocalResponseNorm(int size, double alpha, double beta, double k) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLocalResponseNorm(this);
    }
  }

  /** {@code (x, out, outGradient) -> inputGradient}. */
  record LocalResponseNormGradient(LocalResponseNorm forward) implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitLocalResponseNormGradient(this);
    }
  }

  /** {@code x -> out}: exponentials over their sum, along the channels. */
  record Softmax() implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSoftmax(this);
    }
  }

  /** {@code (out, outGradient) -> inputGradient}. */
  record SoftmaxGradient() implements Normalization {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSoftmaxGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitBatchNorm(BatchNorm op);

    R visitStatistics(Statistics op);

    R visitRunningStatistics(RunningStatistics op);

    R visitStatisticsGradient(StatisticsGradient op);

    R visitNormalize(Normalize op);

    R visitNormalizeGradient(NormalizeGradient op);

    R visitGroupNorm(GroupNorm op);

    R visitGroupNormGradient(GroupNormGradient op);

    R visitStandardizeWeight(StandardizeWeight op);

    R visitStandardizeWeightGradient(StandardizeWeightGradient op);

    R visitLayerNorm(LayerNorm op);

    R visitLayerNormGradient(LayerNormGradient op);

    R visitLocalResponseNorm(LocalResponseNorm op);

    R visitLocalResponseNormGradient(LocalResponseNormGradient op);

    R visitSoftmax(Softmax op);

    R visitSoftmaxGradient(SoftmaxGradient op);
  }
}
