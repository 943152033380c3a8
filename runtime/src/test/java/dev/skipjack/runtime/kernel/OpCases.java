package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutGradientSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.ArrayList;
import java.util.List;

/** The one list of cases that every provider is checked with: primes, ones, odd planes, tails. */
final class OpCases {
  private static final List<OpCheck> ALL = make();

  private final List<OpCheck> cases = new ArrayList<>();

  private OpCases() {}

  static List<OpCheck> all() {
    return ALL;
  }

  private static List<OpCheck> make() {
    OpCases all = new OpCases();
    all.convolutions();
    all.pools();
    all.others();
    all.multiplications();
    all.cases.addAll(NormalizationCases.all());
    all.cases.addAll(ImageNormCases.all());
    all.cases.addAll(SpatialCases.all());
    all.cases.addAll(ShuffleCases.all());
    all.cases.addAll(SequenceCases.all());
    all.cases.addAll(FusedCases.all());
    all.cases.addAll(BlockCases.all());
    all.cases.addAll(SeparableCase.all());
    all.cases.addAll(CustomCases.all());
    return List.copyOf(all.cases);
  }

  /** An op with one output, which is a map. */
  private void add(
      String name,
      List<CaseOperand> inputs,
      Size out,
      NaiveMap naive,
      OpCheck.Forward forward,
      OpCheck.Backward backward) {
    cases.add(
        new OpCheck(
            name,
            inputs,
            List.of(CaseOperand.map(out.shape())),
            values -> new double[][] {naive.run(values)},
            forward,
            backward));
  }

  /** The loops of an op with one output. */
  private interface NaiveMap {
    double[] run(double[][] inputs);
  }

  private void convolutions() {
    // in, out, kernel, stride, padding, dilation, groups, bias
    convolution(new Size(1, 1, 1, 1), new ConvolutionSpec(1, 1, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 5, 3, 4), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, false));
    convolution(new Size(7, 3, 2, 3), new ConvolutionSpec(3, 2, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 3, 5, 6), new ConvolutionSpec(3, 4, 1, 2, 0, 1, 1, false));
    convolution(new Size(2, 3, 5, 7), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, false));
    convolution(new Size(1, 2, 6, 5), new ConvolutionSpec(2, 3, 3, 2, 1, 1, 1, true));
    convolution(new Size(2, 2, 7, 7), new ConvolutionSpec(2, 2, 3, 1, 2, 2, 1, false));
    convolution(new Size(1, 2, 9, 8), new ConvolutionSpec(2, 2, 5, 3, 0, 1, 1, true));
    convolution(new Size(2, 4, 5, 5), new ConvolutionSpec(4, 6, 3, 1, 1, 1, 2, false));
    convolution(new Size(1, 3, 4, 4), new ConvolutionSpec(3, 3, 3, 1, 1, 1, 3, true));
    convolution(new Size(1, 2, 4, 5), new ConvolutionSpec(2, 3, 2, 1, 1, 1, 1, false));
    convolution(new Size(1, 4, 3, 3), new ConvolutionSpec(4, 6, 1, 1, 0, 1, 2, true));
    convolution(new Size(7, 5, 3, 5), new ConvolutionSpec(5, 7, 3, 1, 1, 1, 1, true));
    convolution(new Size(1, 5, 3, 5), new ConvolutionSpec(5, 7, 3, 1, 1, 1, 1, true));
    convolution(new Size(7, 5, 3, 1), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, true));
    convolution(new Size(1, 5, 3, 1), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 6, 9, 7), new ConvolutionSpec(6, 4, 3, 2, 2, 2, 2, true));
    convolution(new Size(1, 3, 11, 10), new ConvolutionSpec(3, 3, 3, 3, 1, 3, 3, false));
    convolution(new Size(3, 3, 4, 5), new ConvolutionSpec(3, 5, 1, 3, 0, 1, 1, true));
    convolution(new Size(2, 3, 3, 4), new ConvolutionSpec(3, 2, 1, 1, 1, 1, 1, true));
    // a linear layer of each pixel
    convolution(new Size(2, 5, 3, 4), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, true), 7, 5);
    convolution(new Size(1, 3, 7, 5), new ConvolutionSpec(3, 17, 1, 1, 0, 1, 1, false), 17, 3);
    // the last rows and columns of each image are not used
    convolution(new Size(4, 2, 11, 9), new ConvolutionSpec(2, 3, 4, 4, 0, 1, 1, false));
    convolution(new Size(3, 3, 10, 7), new ConvolutionSpec(3, 2, 4, 4, 0, 1, 1, true));
    convolution(new Size(5, 2, 7, 5), new ConvolutionSpec(2, 4, 2, 2, 0, 1, 2, false));
    convolution(new Size(4, 2, 7, 9), new ConvolutionSpec(2, 3, 4, 2, 1, 1, 1, false));
    convolution(new Size(4, 2, 8, 9), new ConvolutionSpec(2, 2, 1, 3, 0, 1, 1, false));
    convolution(new Size(3, 2, 12, 13), new ConvolutionSpec(2, 3, 2, 5, 1, 3, 1, true));
    // other sizes for the same kernels: images of any size
    convolution(new Size(2, 3, 9, 4), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, false));
    convolution(new Size(2, 3, 4, 11), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, false));
    convolution(new Size(1, 2, 8, 3), new ConvolutionSpec(2, 3, 3, 2, 1, 1, 1, true));
    convolution(new Size(2, 5, 4, 6), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, false));
    rectangular(new Size(2, 3, 5, 9), new Span(1, 7), 1, new Span(0, 3), 1);
    rectangular(new Size(2, 3, 9, 5), new Span(7, 1), 1, new Span(3, 0), 1);
    rectangular(new Size(3, 3, 8, 7), new Span(2, 3), 2, new Span(0, 1), 1);
    rectangular(new Size(1, 3, 6, 4), new Span(3, 1), 1, new Span(2, 0), 3);
    strided(new Size(2, 3, 8, 7), new Span(3, 3), new Span(2, 1), new Span(1, 1), 1);
    strided(new Size(1, 3, 7, 9), new Span(3, 3), new Span(1, 3), new Span(1, 0), 3);
    strided(new Size(2, 3, 9, 6), new Span(1, 1), new Span(4, 2), new Span(0, 0), 1);
    strided(new Size(2, 6, 5, 8), new Span(2, 5), new Span(2, 3), new Span(0, 2), 2);
  }

  private void strided(Size in, Span kernel, Span strides, Span padding, int groups) {
    convolution(in, new ConvolutionSpec(in.c(), 6, kernel, strides, padding, 1, groups, true));
  }

  private void rectangular(Size in, Span kernel, int stride, Span padding, int groups) {
    convolution(in, new ConvolutionSpec(in.c(), 6, kernel, stride, padding, 1, groups, true));
  }

  private void convolution(Size in, ConvolutionSpec s) {
    convolution(
        in,
        s,
        s.outChannels(),
        s.inChannels() / s.groups(),
        s.kernel().height(),
        s.kernel().width());
  }

  private void convolution(Size in, ConvolutionSpec s, long... weight) {
    List<CaseOperand> inputs =
        new ArrayList<>(List.of(CaseOperand.map(in.shape()), CaseOperand.vector(weight)));
    if (s.bias()) {
      inputs.add(CaseOperand.vector(s.outChannels()));
    }
    add(
        s + " on " + in + (weight.length == 2 ? ", its weight a matrix" : ""),
        inputs,
        NaiveOps.convolved(in, s),
        v -> NaiveOps.convolution(v[0], in, v[1], s.bias() ? v[2] : null, s),
        WeightedSteps.forward(s, s.bias()),
        WeightedSteps.backward(new ConvolutionGradientSpec(s), s.bias()));
  }

  private void pools() {
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      for (boolean include : new boolean[] {true, false}) {
        // kernel, stride, padding, ceil mode
        pool(new Size(2, 3, 4, 6), new PoolSpec(kind, 2, 2, 0, false, include));
        pool(new Size(1, 2, 5, 7), new PoolSpec(kind, 3, 2, 1, false, include));
        pool(new Size(1, 2, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(2, 1, 6, 7), new PoolSpec(kind, 3, 2, 1, true, include));
        pool(new Size(2, 1, 7, 8), new PoolSpec(kind, 3, 2, 1, true, include));
        pool(new Size(2, 1, 8, 5), new PoolSpec(kind, 3, 2, 1, true, include));
        pool(new Size(1, 1, 5, 5), new PoolSpec(kind, 3, 3, 1, true, include));
        pool(new Size(7, 5, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(1, 5, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(2, 3, 7, 5), new PoolSpec(kind, 3, 1, 1, false, include));
        pool(new Size(7, 1, 8, 11), new PoolSpec(kind, 2, 3, 1, true, include));
        pool(new Size(1, 1, 1, 1), new PoolSpec(kind, 1, 1, 0, false, include));
        for (boolean ceil : new boolean[] {true, false}) {
          pool(new Size(2, 3, 8, 37), pool(kind, 2, 1, 2, 1, 0, 0, ceil, include));
          pool(new Size(1, 2, 7, 9), pool(kind, 3, 2, 1, 2, 1, 0, ceil, include));
          pool(new Size(2, 1, 6, 35), pool(kind, 1, 5, 2, 3, 0, 2, ceil, include));
          pool(new Size(1, 1, 11, 6), pool(kind, 4, 3, 3, 2, 2, 1, ceil, include));
        }
      }
    }
  }

  /** With windows that are no squares: numbers of height and of width in turn. */
  private static PoolSpec pool(
      PoolSpec.Kind kind, int kh, int kw, int sh, int sw, int ph, int pw, boolean c, boolean i) {
    return new PoolSpec(kind, new Span(kh, kw), new Span(sh, sw), new Span(ph, pw), c, i);
  }

  private void pool(Size in, PoolSpec s) {
    add(
        s + " on " + in,
        CaseOperand.maps(in.shape()),
        NaiveOps.pooled(in, s),
        v -> NaiveOps.pool(v[0], in, s),
        (k, x, out) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
        (k, x, out, g, d) ->
            k.step(new PoolGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(OUTPUT, out[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0]))
                .run());
  }

  private void others() {
    Size in = new Size(2, 3, 5, 4);
    for (ActivationSpec s : ActivationCases.all()) {
      add(
          s.toString(),
          CaseOperand.maps(in.shape()),
          in,
          v -> NaiveOps.activation(v[0], s),
          (k, x, out) ->
              k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
          (k, x, out, g, d) ->
              k.step(new ActivationGradientSpec(s))
                  .bind(
                      new Operands()
                          .with(
                              s.kind().gradientReads(),
                              s.kind().gradientReadsInput() ? x[0] : out[0])
                          .with(OUTPUT_GRADIENT, g[0])
                          .with(INPUT_GRADIENT, d[0]))
                  .run());
    }
    add(
        "global average pool",
        CaseOperand.maps(in.shape()),
        new Size(in.n(), in.c(), 1, 1),
        v -> NaiveOps.globalAverage(v[0], in),
        (k, x, out) ->
            k.step(new GlobalAveragePoolSpec())
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new GlobalAveragePoolGradientSpec())
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
    for (PadShortcutSpec s :
        List.of(
            new PadShortcutSpec(3, 5, 2),
            new PadShortcutSpec(3, 3, 3),
            new PadShortcutSpec(3, 4, 1))) {
      add(
          s.toString(),
          CaseOperand.maps(in.shape()),
          NaiveOps.shortened(in, s),
          v -> NaiveOps.padShortcut(v[0], in, s),
          (k, x, out) ->
              k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
          (k, x, out, g, d) ->
              k.step(new PadShortcutGradientSpec(s))
                  .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                  .run());
    }
    add(
        "add",
        CaseOperand.maps(in.shape(), in.shape()),
        in,
        v -> NaiveOps.sum(v[0], v[1]),
        (k, x, out) ->
            k.step(new AddSpec())
                .bind(new Operands().with(LEFT, x[0]).with(RIGHT, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) -> {
          k.step(new CopySpec()).bind(new Operands().with(INPUT, g[0]).with(OUTPUT, d[0])).run();
          k.step(new CopySpec()).bind(new Operands().with(INPUT, g[0]).with(OUTPUT, d[1])).run();
        });
    linear(1, new LinearSpec(1, 1, false));
    linear(7, new LinearSpec(5, 3, true));
    linear(2, new LinearSpec(17, 11, false));
  }

  private void multiplications() {
    for (MultiplySpec.Factors factors : MultiplySpec.Factors.values()) {
      cases.add(multiply(new Size(2, 3, 5, 4), factors));
      cases.add(multiply(new Size(1, 1, 1, 1), factors));
      cases.add(multiply(new Size(7, 5, 1, 3), factors));
      cases.add(manyMultiplications(new Size(2, 2, 61, 67), factors)); // several pieces of a plane
      cases.add(manyMultiplications(new Size(3, 67, 5, 7), factors)); // several planes at once
    }
  }

  private static OpCheck manyMultiplications(Size in, MultiplySpec.Factors factors) {
    return multiply(in, factors)
        .withGradient((v, g) -> NaiveOps.multiplyGradients(v[0], in, v[1], factors, g[0]));
  }

  private static OpCheck multiply(Size in, MultiplySpec.Factors factors) {
    MultiplySpec s = new MultiplySpec(factors);
    Size scale = NaiveOps.factors(in, factors);
    return new OpCheck(
        s + " on " + in,
        CaseOperand.maps(in.shape(), scale.shape()),
        List.of(CaseOperand.map(in.shape())),
        v -> new double[][] {NaiveOps.multiply(v[0], in, v[1], factors)},
        (k, x, out) ->
            k.step(s)
                .bind(new Operands().with(INPUT, x[0]).with(SCALE, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new MultiplyGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(SCALE, x[1])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(SCALE_GRADIENT, d[1]))
                .run());
  }

  private void linear(int images, LinearSpec s) {
    List<CaseOperand> inputs =
        new ArrayList<>(
            List.of(
                CaseOperand.map(images, s.inFeatures()),
                CaseOperand.vector(s.outFeatures(), s.inFeatures())));
    if (s.bias()) {
      inputs.add(CaseOperand.vector(s.outFeatures()));
    }
    cases.add(
        new OpCheck(
            s + " on " + images,
            inputs,
            List.of(CaseOperand.map(images, s.outFeatures())),
            v ->
                new double[][] {
                  NaiveOps.linear(v[0], v[1], s.bias() ? v[2] : null, images, s),
                },
            WeightedSteps.forward(s, s.bias()),
            WeightedSteps.backward(new LinearGradientSpec(s), s.bias())));
  }
}
