package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.List;

/** Convolutions with what is fused to them. */
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
    all.everyShape(new Size(1, 1, 1, 1), new ConvolutionSpec(1, 1, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(1, 7, 5, 3), new ConvolutionSpec(7, 3, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(7, 3, 3, 5), new ConvolutionSpec(3, 2, 1, 1, 0, 1, 1, false));
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
    return all.cases;
  }

  /** Everything that can be fused, in every combination. */
  private void everyFusion(Size in, ConvolutionSpec s) {
    NormalizeSpec[] prologues = {
      null, new NormalizeSpec(in.c(), EPSILON, false), new NormalizeSpec(in.c(), EPSILON, true)
    };
    boolean[] both = {false, true};
    for (NormalizeSpec prologue : prologues) {
      for (boolean first : both) {
        for (boolean second : both) {
          fused(in, new FusedConvolutionSpec(s, prologue, first), second);
          folded(in, new FoldedConvolutionSpec(s, prologue, null, first, second), false);
          folded(in, new FoldedConvolutionSpec(s, prologue, fold(s), first, second), false);
        }
      }
      folded(in, new FoldedConvolutionSpec(s, prologue, null, true, true), true);
      folded(in, new FoldedConvolutionSpec(s, prologue, fold(s), true, true), true);
    }
  }

  /** As a network has it most. */
  private void everyShape(Size in, ConvolutionSpec s) {
    NormalizeSpec prologue = new NormalizeSpec(in.c(), EPSILON, true);
    fused(in, new FusedConvolutionSpec(s, prologue, true), true);
    fused(in, new FusedConvolutionSpec(s, null, true), false);
    folded(in, new FoldedConvolutionSpec(s, prologue, fold(s), true, true), false);
    folded(in, new FoldedConvolutionSpec(s, null, fold(s), false, true), false);
  }

  private static NormalizeSpec fold(ConvolutionSpec s) {
    return new NormalizeSpec(s.outChannels(), 1e-3, false);
  }

  private void fused(Size in, FusedConvolutionSpec spec, boolean accumulate) {
    cases.add(new FusedConvolutionCase(in, spec, accumulate).check());
  }

  private void folded(Size in, FoldedConvolutionSpec spec, boolean inPlace) {
    cases.add(new FoldedConvolutionCase(in, spec, inPlace).check());
  }
}
