package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and pools with what is fused to them. */
final class FusedCases {
  private static final double EPSILON = 1e-5;

  private final List<OpCheck> cases = new ArrayList<>();

  private FusedCases() {}

  static List<OpCheck> all() {
    FusedCases all = new FusedCases();
    // in, out, kernel, stride, padding, dilation, groups, bias
    all.everyFusion(new Size(2, 5, 3, 7), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, false));
    all.everyFusion(new Size(2, 3, 5, 7), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, false));
    all.everyFusion(new Size(2, 4, 7, 5), new ConvolutionSpec(4, 6, 3, 2, 1, 1, 2, true));
    all.everyFusion(new Size(2, 3, 4, 8), new ConvolutionSpec(3, 13, 1, 1, 0, 1, 1, false));
    for (ActivationSpec activation : ActivationCases.all()) {
      all.everyActivation(activation);
    }
    all.everyShape(new Size(1, 1, 1, 1), new ConvolutionSpec(1, 1, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(3, 21, 1, 1), new ConvolutionSpec(21, 37, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(17, 5, 1, 1), new ConvolutionSpec(5, 70, 1, 1, 0, 1, 1, false));
    all.everyShape(new Size(1, 7, 5, 3), new ConvolutionSpec(7, 3, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(7, 3, 3, 5), new ConvolutionSpec(3, 2, 1, 1, 0, 1, 1, false));
    all.everyShape(new Size(3, 2, 8, 8), new ConvolutionSpec(2, 14, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(2, 3, 4, 8), new ConvolutionSpec(3, 33, 1, 1, 0, 1, 1, false));
    all.everyShape(new Size(2, 3, 5, 7), new ConvolutionSpec(3, 5, 1, 2, 0, 1, 1, false));
    all.everyShape(new Size(1, 2, 11, 9), new ConvolutionSpec(2, 3, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(7, 3, 3, 5), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(2, 2, 6, 5), new ConvolutionSpec(2, 3, 3, 1, 0, 1, 1, false));
    all.everyShape(new Size(1, 3, 4, 5), new ConvolutionSpec(3, 2, 3, 1, 2, 1, 1, false));
    all.everyShape(new Size(2, 3, 7, 6), new ConvolutionSpec(3, 4, 3, 2, 1, 1, 1, false));
    all.everyShape(new Size(2, 3, 7, 9), new ConvolutionSpec(3, 3, 3, 1, 2, 2, 1, true));
    all.everyShape(new Size(1, 6, 9, 7), new ConvolutionSpec(6, 4, 3, 2, 2, 2, 2, true));
    all.everyShape(new Size(1, 3, 9, 8), new ConvolutionSpec(3, 2, 7, 2, 3, 1, 1, false));
    all.everyShape(new Size(2, 2, 5, 6), new ConvolutionSpec(2, 3, 2, 1, 1, 1, 1, true));
    all.everyShape(new Size(2, 16, 3, 5), new ConvolutionSpec(16, 16, 3, 1, 1, 1, 1, false));
    all.everyShape(new Size(2, 16, 5, 4), new ConvolutionSpec(16, 16, 3, 2, 1, 1, 1, false));
    all.everyShape(new Size(2, 3, 3, 2), new ConvolutionSpec(3, 257, 1, 1, 0, 1, 1, false));
    all.everyShape(new Size(1, 4, 3, 5), new ConvolutionSpec(4, 256, 1, 2, 0, 1, 1, true));
    all.gated(new Size(3, 5, 3, 7), new ConvolutionSpec(5, 9, 1, 1, 0, 1, 1, true));
    all.gated(new Size(2, 21, 1, 1), new ConvolutionSpec(21, 3, 1, 1, 0, 1, 1, false));
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      for (boolean relu : new boolean[] {false, true}) {
        // kernel, stride, padding, ceil mode, whether padding counts
        all.pool(new Size(2, 5, 4, 6), new PoolSpec(kind, 2, 2, 0, false, true), relu);
        all.pool(new Size(7, 3, 5, 7), new PoolSpec(kind, 3, 2, 1, false, true), relu);
        all.pool(new Size(1, 3, 7, 5), new PoolSpec(kind, 3, 2, 1, true, false), relu);
        all.pool(new Size(1, 4, 5, 6), new PoolSpec(kind, 2, 2, 0, true, true), relu);
        all.pool(new Size(2, 2, 7, 5), new PoolSpec(kind, 3, 1, 1, false, false), relu);
        all.pool(new Size(7, 1, 8, 11), new PoolSpec(kind, 2, 3, 1, true, true), relu);
        all.pool(new Size(1, 1, 9, 39), new PoolSpec(kind, 3, 2, 1, false, false), relu);
        all.pool(new Size(1, 1, 1, 1), new PoolSpec(kind, 1, 1, 0, false, true), relu);
      }
    }
    return all.cases;
  }

  /** Everything that can be fused, in every combination. */
  private void everyFusion(Size in, ConvolutionSpec s) {
    NormalizeSpec[] prologues = {
      null,
      new NormalizeSpec(in.c(), EPSILON),
      new NormalizeSpec(in.c(), EPSILON, ActivationSpec.RELU),
      new NormalizeSpec(in.c(), EPSILON, new ActivationSpec(ActivationSpec.Kind.RELU6))
    };
    boolean[] both = {false, true};
    for (NormalizeSpec prologue : prologues) {
      for (boolean first : both) {
        for (boolean second : both) {
          fused(in, new FusedConvolutionSpec(s, prologue, first), second);
          folded(
              in,
              new FoldedConvolutionSpec(
                  s, prologue, null, first, second ? ActivationSpec.RELU : null),
              false);
          folded(
              in,
              new FoldedConvolutionSpec(
                  s, prologue, fold(s), first, second ? ActivationSpec.RELU : null),
              false);
        }
      }
      folded(in, new FoldedConvolutionSpec(s, prologue, null, true, ActivationSpec.RELU), true);
      folded(in, new FoldedConvolutionSpec(s, prologue, fold(s), true, ActivationSpec.RELU), true);
    }
  }

  /** Behind each way to compute a convolution, with a bias and with an addend. */
  private void everyActivation(ActivationSpec activation) {
    Size in = new Size(2, 6, 5, 7);
    for (ConvolutionSpec s :
        List.of(
            new ConvolutionSpec(6, 5, 1, 1, 0, 1, 1, true),
            new ConvolutionSpec(6, 5, 3, 1, 1, 1, 1, true),
            new ConvolutionSpec(6, 6, 3, 1, 1, 1, 6, false),
            new ConvolutionSpec(6, 5, 3, 2, 1, 1, 1, false))) {
      folded(in, new FoldedConvolutionSpec(s, null, fold(s), false, activation), false);
      folded(in, new FoldedConvolutionSpec(s, null, null, true, activation), true);
    }
  }

  /** As a network has it most. */
  private void everyShape(Size in, ConvolutionSpec s) {
    NormalizeSpec prologue = new NormalizeSpec(in.c(), EPSILON, ActivationSpec.RELU);
    fused(in, new FusedConvolutionSpec(s, prologue, true), true);
    fused(in, new FusedConvolutionSpec(s, null, true), false);
    folded(in, new FoldedConvolutionSpec(s, prologue, fold(s), true, ActivationSpec.RELU), false);
    folded(in, new FoldedConvolutionSpec(s, null, fold(s), false, ActivationSpec.RELU), false);
    folded(in, new FoldedConvolutionSpec(s, null, null, true, null).withLayerScale(), true);
  }

  private void gated(Size in, ConvolutionSpec s) {
    folded(in, new FoldedConvolutionSpec(s, null, fold(s), true, null).withGate(), true);
    folded(
        in, new FoldedConvolutionSpec(s, null, null, false, ActivationSpec.RELU).withGate(), false);
  }

  private static NormalizeSpec fold(ConvolutionSpec s) {
    return new NormalizeSpec(s.outChannels(), 1e-3);
  }

  private void fused(Size in, FusedConvolutionSpec spec, boolean accumulate) {
    cases.add(new FusedConvolutionCase(in, spec, accumulate).check());
  }

  private void folded(Size in, FoldedConvolutionSpec spec, boolean inPlace) {
    cases.add(new FoldedConvolutionCase(in, spec, inPlace).check());
  }

  private void pool(Size in, PoolSpec pool, boolean relu) {
    cases.add(
        pool(
            in,
            new FusedPoolSpec(
                pool, new NormalizeSpec(in.c(), EPSILON, relu ? ActivationSpec.RELU : null))));
  }

  /** A pool as an op of x and the prologue's mean, variance, gamma and beta. */
  static OpCheck pool(Size in, FusedPoolSpec spec) {
    Layout layout = spec.pool().layout();
    Size out = NaiveOps.pooled(in, spec.pool());
    List<CaseOperand> inputs = new ArrayList<>(CaseOperand.maps(in.shape()));
    inputs.addAll(CaseOperand.batchNorm(in.c()));
    if (spec.pool().kind() == PoolSpec.Kind.MAX) {
      inputs.set(3, CaseOperand.vector(in.c())); // a zero makes all pixels equal
    }
    return new OpCheck(
        spec + " on " + in,
        inputs,
        CaseOperand.maps(out.shape()),
        v -> {
          double[] x = NaiveLayouts.planes(v[0], in, layout);
          double[] z = NaiveOps.normalize(x, in, v[1], v[2], v[3], v[4], null, spec.prologue());
          return new double[][] {NaiveLayouts.laid(NaiveOps.pool(z, in, spec.pool()), out, layout)};
        },
        (k, x, result) ->
            k.step(spec)
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(MEAN, x[1])
                        .with(VARIANCE, x[2])
                        .with(GAMMA, x[3])
                        .with(BETA, x[4])
                        .with(OUTPUT, result[0]))
                .run(),
        (k, x, result, g, d) ->
            k.step(new FusedPoolGradientSpec(spec))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(MEAN, x[1])
                        .with(VARIANCE, x[2])
                        .with(GAMMA, x[3])
                        .with(BETA, x[4])
                        .with(OUTPUT, result[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(GAMMA_GRADIENT, d[3])
                        .with(BETA_GRADIENT, d[4])
                        .with(MEAN_GRADIENT, d[1])
                        .with(VARIANCE_GRADIENT, d[2]))
                .run());
  }
}
