package dev.skipjack.processor.ir;

/** Ops that summarise windows of pixels. */
public sealed interface Pooling extends Op {
  /** What a window becomes. */
  enum Kind {
    MAX,
    AVERAGE
  }

  /** {@code x -> out}. */
  record Pool(
      Kind kind,
      Span kernel,
      Span stride,
      Span padding,
      boolean ceilMode,
      boolean countIncludePadding)
      implements Pooling {
    /** Square windows, without padding. */
    public static Pool of(Kind kind, int kernel, int stride) {
      return new Pool(kind, Span.of(kernel), Span.of(stride), Span.of(0), false, true);
    }

    /** Windows side by side. */
    public static Pool of(Kind kind, int kernel) {
      return of(kind, kernel, kernel);
    }

    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPool(this);
    }
  }

  /** {@code (x, out, outGradient) -> inputGradient}. */
  record PoolGradient(Pool forward) implements Pooling {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPoolGradient(this);
    }
  }

  /** {@code (x, mean, variance, gamma, beta) -> out}: normalised (and rectified) while read. */
  record FusedPool(Pool pool, Normalization.Normalize prologue) implements Pooling {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitFusedPool(this);
    }
  }

  /**
   * {@code (x, mean, variance, gamma, beta, out, outGradient) -> [inputGradient], [meanGradient,
   * varianceGradient], [gammaGradient, betaGradient]}, as wanted.
   */
  record FusedPoolGradient(FusedPool forward, boolean input, boolean statistics, boolean norm)
      implements Pooling {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitFusedPoolGradient(this);
    }
  }

  /** {@code x -> out}, {@code [N,C,H,W]} to {@code [N,C,1,1]}. */
  record GlobalAveragePool() implements Pooling {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.EACH;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGlobalAveragePool(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record GlobalAveragePoolGradient() implements Pooling {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.EACH;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGlobalAveragePoolGradient(this);
    }
  }

  /** {@code x -> out}, {@code [N,C,H,W]} to {@code [N,C,1,1]}. */
  record GlobalMaxPool() implements Pooling {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGlobalMaxPool(this);
    }
  }

  /** {@code (x, out, outGradient) -> inputGradient}. */
  record GlobalMaxPoolGradient() implements Pooling {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitGlobalMaxPoolGradient(this);
    }
  }

  /** {@code x -> out}: the windows follow from both sizes. */
  record AdaptiveAveragePool() implements Pooling {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitAdaptiveAveragePool(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record AdaptiveAveragePoolGradient() implements Pooling {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitAdaptiveAveragePoolGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitPool(Pool op);

    R visitPoolGradient(PoolGradient op);

    R visitFusedPool(FusedPool op);

    R visitFusedPoolGradient(FusedPoolGradient op);

    R visitGlobalAveragePool(GlobalAveragePool op);

    R visitGlobalAveragePoolGradient(GlobalAveragePoolGradient op);

    R visitGlobalMaxPool(GlobalMaxPool op);

    R visitGlobalMaxPoolGradient(GlobalMaxPoolGradient op);

    R visitAdaptiveAveragePool(AdaptiveAveragePool op);

    R visitAdaptiveAveragePoolGradient(AdaptiveAveragePoolGradient op);
  }
}
