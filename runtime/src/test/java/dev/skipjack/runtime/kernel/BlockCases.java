package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.ArrayList;
import java.util.List;

/** Kernels on maps that lie in blocks of channels. */
final class BlockCases {
  private static final double EPSILON = 1e-5;

  /** Elements of whose maps differences are taken; those of many would take long. */
  private static final int MOST_DIFFERENCES = 4000;

  private static final ActivationSpec RELU6 = new ActivationSpec(ActivationSpec.Kind.RELU6);

  private final List<OpCheck> cases = new ArrayList<>();

  private BlockCases() {}

  static List<OpCheck> all() {
    BlockCases all = new BlockCases();
    // in, out, kernel, stride, padding, dilation, groups, bias
    all.everyFusion(new Size(2, 16, 3, 5), new ConvolutionSpec(16, 32, 3, 1, 1, 1, 1, false));
    for (ActivationSpec activation : ActivationCases.all()) {
      all.everyActivation(activation);
    }
    all.everyShape(new Size(2, 32, 5, 3), new ConvolutionSpec(32, 16, 1, 1, 0, 1, 1, true));
    // 12 channels are two pieces of 4 lanes, of which the smaller one reads more pixels
    all.everyShape(new Size(2, 16, 6, 6), new ConvolutionSpec(16, 12, 1, 1, 0, 1, 1, true));
    // by Winograd's algorithm, reordered
    all.everyShape(new Size(2, 32, 9, 13), new ConvolutionSpec(32, 48, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(1, 16, 1, 1), new ConvolutionSpec(16, 16, 1, 1, 0, 1, 1, false));
    all.everyShape(new Size(2, 48, 1, 1), new ConvolutionSpec(48, 80, 1, 1, 0, 1, 1, true));
    all.everyShape(new Size(3, 48, 5, 4), new ConvolutionSpec(48, 16, 1, 2, 0, 1, 1, false));
    all.everyShape(new Size(1, 16, 7, 6), new ConvolutionSpec(16, 16, 3, 2, 1, 1, 1, true));
    all.everyShape(new Size(2, 16, 7, 9), new ConvolutionSpec(16, 32, 3, 1, 2, 2, 1, false));
    all.everyShape(new Size(2, 32, 5, 7), new ConvolutionSpec(32, 32, 3, 1, 1, 1, 32, false));
    all.everyShape(new Size(1, 16, 6, 9), new ConvolutionSpec(16, 16, 5, 2, 2, 1, 16, true));
    all.everyShape(new Size(2, 32, 4, 5), new ConvolutionSpec(32, 64, 3, 1, 1, 1, 2, false));
    all.everyShape(new Size(1, 16, 4, 5), new ConvolutionSpec(16, 32, 3, 1, 1, 1, 4, true));
    all.everyShape(new Size(2, 3, 11, 9), new ConvolutionSpec(3, 16, 7, 2, 3, 1, 1, false));
    all.everyShape(new Size(2, 16, 3, 17), new ConvolutionSpec(16, 5, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(1, 12, 5, 5), new ConvolutionSpec(12, 16, 3, 1, 0, 1, 1, false));
    // several pieces of the depth: rows whose tiles reach beyond, rows that are one, pixels
    all.everyShape(new Size(2, 32, 13, 14), new ConvolutionSpec(32, 32, 3, 2, 1, 1, 1, true));
    all.everyShape(new Size(2, 160, 13, 14), new ConvolutionSpec(160, 48, 1, 2, 0, 1, 1, false));
    all.everyShape(new Size(2, 144, 5, 5), new ConvolutionSpec(144, 16, 1, 1, 0, 1, 1, true));
    // the same where what is added lies where results go
    all.everyFusion(new Size(2, 144, 3, 4), new ConvolutionSpec(144, 16, 1, 1, 0, 1, 1, true));
    all.everyFusion(new Size(1, 16, 4, 8), new ConvolutionSpec(16, 32, 3, 2, 1, 1, 1, false));
    all.rectangular(new Size(2, 16, 5, 9), 32, new Span(1, 7), 1, new Span(0, 3), 1);
    all.rectangular(new Size(2, 32, 9, 5), 16, new Span(7, 1), 1, new Span(3, 0), 1);
    all.rectangular(new Size(1, 16, 8, 7), 16, new Span(3, 2), 2, new Span(1, 0), 1);
    all.rectangular(new Size(2, 32, 6, 9), 32, new Span(1, 5), 1, new Span(0, 2), 32);
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      // kernel, stride, padding, ceil mode, whether padding counts
      all.pool(new Size(2, 16, 4, 6), new PoolSpec(kind, 2, 2, 0, false, true, Layout.BLOCKS));
      all.pool(new Size(1, 32, 5, 7), new PoolSpec(kind, 3, 2, 1, true, false, Layout.BLOCKS));
      all.pool(new Size(3, 16, 7, 5), new PoolSpec(kind, 3, 1, 1, false, true, Layout.BLOCKS));
      all.pool(new Size(1, 16, 5, 6), new PoolSpec(kind, 2, 2, 0, true, true, Layout.BLOCKS));
      all.pool(new Size(1, 16, 8, 7), new PoolSpec(kind, 2, 3, 1, true, false, Layout.BLOCKS));
    }
    all.trained(new Size(2, 16, 3, 5), new ConvolutionSpec(16, 32, 1, 1, 0, 1, 1, false));
    all.trained(new Size(3, 48, 5, 3), new ConvolutionSpec(48, 16, 1, 1, 0, 1, 1, true));
    all.trained(new Size(2, 32, 2, 3), new ConvolutionSpec(32, 16, 1, 2, 0, 1, 1, true));
    all.trained(new Size(2, 32, 3, 5), new ConvolutionSpec(32, 24, 1, 1, 0, 1, 1, false));
    all.trained(new Size(2, 12, 3, 5), new ConvolutionSpec(12, 48, 1, 1, 0, 1, 1, true));
    all.trained(new Size(1, 16, 5, 4), new ConvolutionSpec(16, 12, 3, 1, 1, 1, 1, false));
    all.trained(new Size(1, 12, 5, 4), new ConvolutionSpec(12, 16, 3, 1, 1, 1, 1, false));
    all.trained(new Size(2, 3, 5, 4), new ConvolutionSpec(3, 16, 3, 1, 1, 1, 1, true));
    all.trained(new Size(2, 16, 5, 4), new ConvolutionSpec(16, 16, 3, 1, 1, 1, 1, true));
    all.trained(new Size(1, 16, 5, 6), new ConvolutionSpec(16, 32, 3, 2, 1, 1, 1, false));
    all.trained(new Size(1, 16, 6, 7), new ConvolutionSpec(16, 16, 3, 1, 2, 2, 1, false));
    all.trained(new Size(2, 3, 9, 8), new ConvolutionSpec(3, 16, 7, 2, 3, 1, 1, false));
    all.trained(new Size(1, 4, 5, 4), new ConvolutionSpec(4, 16, 3, 1, 1, 1, 2, false));
    all.trained(new Size(2, 6, 4, 3), new ConvolutionSpec(6, 48, 1, 1, 0, 1, 2, true));
    all.trained(new Size(1, 4, 5, 4), new ConvolutionSpec(4, 32, 3, 2, 1, 1, 2, false));
    all.trained(new Size(2, 32, 5, 7), new ConvolutionSpec(32, 32, 3, 1, 1, 1, 32, false));
    all.trained(new Size(2, 32, 7, 6), new ConvolutionSpec(32, 32, 3, 2, 1, 1, 32, true));
    all.others(new Size(2, 32, 3, 5));
    all.others(new Size(1, 16, 1, 1));
    all.others(new Size(2, 32, 5, 7));
    all.others(new Size(3, 48, 13, 11)); // several pieces of a block
    return all.cases;
  }

  /** Of maps that are computed along rows alone: whole tiles, parts of them, one pixel. */
  static List<OpCheck> alongRows() {
    BlockCases all = new BlockCases();
    all.everyFusion(new Size(2, 16, 3, 5), new ConvolutionSpec(16, 32, 3, 1, 1, 1, 1, false));
    for (ActivationSpec activation : ActivationCases.all()) {
      all.everyActivation(activation);
    }
    all.everyShape(new Size(1, 48, 7, 7), new ConvolutionSpec(48, 80, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(3, 80, 8, 8), new ConvolutionSpec(80, 32, 3, 1, 1, 1, 1, false));
    all.everyShape(new Size(2, 32, 1, 8), new ConvolutionSpec(32, 16, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(2, 16, 8, 1), new ConvolutionSpec(16, 48, 3, 1, 1, 1, 1, true));
    all.everyShape(new Size(1, 16, 1, 1), new ConvolutionSpec(16, 16, 3, 1, 1, 1, 1, false));
    all.everyShape(new Size(1, 512, 7, 7), new ConvolutionSpec(512, 32, 3, 1, 1, 1, 1, false));
    return all.cases;
  }

  /** While training; with and without what can be fused where both sides lie in blocks. */
  private void trained(Size in, ConvolutionSpec s) {
    NormalizeSpec relu = new NormalizeSpec(in.c(), EPSILON, ActivationSpec.RELU);
    NormalizeSpec affine = new NormalizeSpec(in.c(), EPSILON);
    for (Layout input : Layout.values()) {
      for (Layout output : Layout.values()) {
        boolean planes = input == Layout.PLANES && output == Layout.PLANES;
        boolean both = input.takes(s.inChannels()) && output.takes(s.outChannels());
        if (both && !planes) {
          trained(in, new FusedConvolutionSpec(s, relu, true, input, output), true);
        }
        if (both && !planes && input == output) {
          trained(in, new FusedConvolutionSpec(s, affine, false, input, output), false);
          trained(in, new FusedConvolutionSpec(s, null, true, input, output), true);
        }
      }
    }
  }

  private void trained(Size in, FusedConvolutionSpec spec, boolean accumulate) {
    cases.add(new FusedConvolutionCase(in, spec, accumulate).check());
  }

  /** Everything that can be fused, in every layout that its channels have. */
  private void everyFusion(Size in, ConvolutionSpec s) {
    NormalizeSpec[] prologues = {
      null,
      new NormalizeSpec(in.c(), EPSILON),
      new NormalizeSpec(in.c(), EPSILON, ActivationSpec.RELU),
      new NormalizeSpec(in.c(), EPSILON, RELU6)
    };
    for (NormalizeSpec prologue : prologues) {
      for (NormalizeSpec fold : new NormalizeSpec[] {null, fold(s)}) {
        everyLayout(in, s, prologue, fold, false, ActivationSpec.RELU, false);
        everyLayout(in, s, prologue, fold, true, null, false);
        everyLayout(in, s, prologue, fold, true, ActivationSpec.RELU, true);
      }
    }
  }

  private void rectangular(Size in, int out, Span kernel, int stride, Span padding, int groups) {
    everyShape(in, new ConvolutionSpec(in.c(), out, kernel, stride, padding, 1, groups, false));
  }

  /** As a network has it most. */
  private void everyShape(Size in, ConvolutionSpec s) {
    everyLayout(in, s, null, fold(s), false, ActivationSpec.RELU, false);
    everyLayout(
        in, s, new NormalizeSpec(in.c(), EPSILON, ActivationSpec.RELU), null, true, null, false);
  }

  /** In blocks of whole vectors, and with a depthwise convolution. */
  private void everyActivation(ActivationSpec activation) {
    Size in = new Size(1, 32, 3, 5);
    ConvolutionSpec dense = new ConvolutionSpec(32, 16, 3, 1, 1, 1, 1, true);
    everyLayout(in, dense, null, null, true, activation, true);
    ConvolutionSpec depthwise = new ConvolutionSpec(32, 32, 3, 1, 1, 1, 32, false);
    everyLayout(in, depthwise, null, fold(depthwise), false, activation, false);
  }

  private static NormalizeSpec fold(ConvolutionSpec s) {
    return new NormalizeSpec(s.outChannels(), 1e-3);
  }

  private void everyLayout(
      Size in,
      ConvolutionSpec s,
      NormalizeSpec prologue,
      NormalizeSpec fold,
      boolean add,
      ActivationSpec activation,
      boolean inPlace) {
    for (Layout input : Layout.values()) {
      for (Layout output : Layout.values()) {
        boolean planes = input == Layout.PLANES && output == Layout.PLANES;
        if (!planes && input.takes(s.inChannels()) && output.takes(s.outChannels())) {
          FoldedConvolutionSpec spec =
              new FoldedConvolutionSpec(s, prologue, fold, add, activation, input, output);
          cases.add(new FoldedConvolutionCase(in, spec, inPlace).check());
          if (fold == null) {
            cases.add(new FoldedConvolutionCase(in, spec.withLayerScale(), inPlace).check());
          }
          if (s.kernel().is(1) && s.strides().is(1) && prologue == null) {
            cases.add(new FoldedConvolutionCase(in, spec.withGate(), inPlace).check());
          }
        }
      }
    }
  }

  private void pool(Size in, PoolSpec s) {
    Size out = NaiveOps.pooled(in, s);
    add(
        s + " on " + in,
        in,
        out,
        v -> inBlocks(NaiveOps.pool(fromBlocks(v[0], in), in, s), out),
        (k, x, result) ->
            k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, result[0])).run(),
        (k, x, result, g, d) ->
            k.step(new PoolGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(OUTPUT, result[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0]))
                .run());
    for (ActivationSpec activation : new ActivationSpec[] {null, ActivationSpec.RELU, RELU6}) {
      NormalizeSpec prologue = new NormalizeSpec(in.c(), EPSILON, activation);
      cases.add(FusedCases.pool(in, new FusedPoolSpec(s, prologue)));
    }
  }

  private void layerNorm(Size in, LayerNormSpec s) {
    List<CaseOperand> inputs = new ArrayList<>(CaseOperand.maps(in.shape()));
    if (s.affine()) {
      inputs.add(CaseOperand.batchNorm(in.c()).get(2));
      inputs.add(CaseOperand.vector(in.c()));
    }
    cases.add(
        new OpCheck(
            s + " on " + in,
            inputs,
            CaseOperand.maps(in.shape()),
            v -> {
              double[] gamma = s.affine() ? v[1] : null;
              double[] beta = s.affine() ? v[2] : null;
              double[] x = fromBlocks(v[0], in);
              return new double[][] {
                inBlocks(ImageNormCases.layerNorm(x, in, s.epsilon(), gamma, beta), in)
              };
            },
            (k, x, out) ->
                k.step(s)
                    .bind(
                        new Operands()
                            .with(INPUT, x[0])
                            .with(GAMMA, s.affine() ? x[1] : null)
                            .with(BETA, s.affine() ? x[2] : null)
                            .with(OUTPUT, out[0]))
                    .run(),
            in.length() > MOST_DIFFERENCES ? null : layerNormGradient(s)));
  }

  private static OpCheck.Backward layerNormGradient(LayerNormSpec s) {
    return (k, x, out, g, d) ->
        k.step(new LayerNormGradientSpec(s))
            .bind(
                new Operands()
                    .with(INPUT, x[0])
                    .with(GAMMA, s.affine() ? x[1] : null)
                    .with(OUTPUT_GRADIENT, g[0])
                    .with(INPUT_GRADIENT, d[0])
                    .with(GAMMA_GRADIENT, s.affine() ? d[1] : null)
                    .with(BETA_GRADIENT, s.affine() ? d[2] : null))
            .run();
  }

  private void multiply(Size in, MultiplySpec s) {
    boolean elements = s.factors() == MultiplySpec.Factors.ELEMENTS;
    cases.add(
        new OpCheck(
            s + " on " + in,
            CaseOperand.maps(in.shape(), NaiveOps.factors(in, s.factors()).shape()),
            CaseOperand.maps(in.shape()),
            v -> {
              double[] scale = elements ? fromBlocks(v[1], in) : v[1];
              double[] out = NaiveOps.multiply(fromBlocks(v[0], in), in, scale, s.factors());
              return new double[][] {inBlocks(out, in)};
            },
            (k, x, out) ->
                k.step(s)
                    .bind(new Operands().with(INPUT, x[0]).with(SCALE, x[1]).with(OUTPUT, out[0]))
                    .run(),
            in.length() > MOST_DIFFERENCES || s.factors() == MultiplySpec.Factors.PIXELS
                ? null
                : multiplyGradient(s)));
  }

  private static OpCheck.Backward multiplyGradient(MultiplySpec s) {
    return (k, x, out, g, d) ->
        k.step(new MultiplyGradientSpec(s))
            .bind(
                new Operands()
                    .with(INPUT, x[0])
                    .with(SCALE, x[1])
                    .with(OUTPUT_GRADIENT, g[0])
                    .with(INPUT_GRADIENT, d[0])
                    .with(SCALE_GRADIENT, d[1]))
            .run();
  }

  private void others(Size in) {
    add(
        "global average pool of blocks on " + in,
        in,
        new Size(in.n(), in.c(), 1, 1),
        v -> NaiveOps.globalAverage(fromBlocks(v[0], in), in),
        (k, x, out) ->
            k.step(new GlobalAveragePoolSpec(Layout.BLOCKS))
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]))
                .run(),
        in.length() > MOST_DIFFERENCES ? null : globalAverageGradient());
    for (boolean affine : new boolean[] {false, true}) {
      layerNorm(in, new LayerNormSpec(in.c(), 1e-6, affine, Layout.BLOCKS));
    }
    for (MultiplySpec.Factors factors : MultiplySpec.Factors.values()) {
      multiply(in, new MultiplySpec(factors, Layout.BLOCKS));
    }
    ReorderSpec toBlocks = new ReorderSpec(Layout.PLANES, Layout.BLOCKS, in.c());
    add(
        toBlocks + " on " + in,
        in,
        in,
        v -> inBlocks(v[0], in),
        (k, x, out) ->
            k.step(toBlocks).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run());
    ReorderSpec toPlanes = new ReorderSpec(Layout.BLOCKS, Layout.PLANES, in.c());
    add(
        toPlanes + " on " + in,
        in,
        in,
        v -> fromBlocks(v[0], in),
        (k, x, out) ->
            k.step(toPlanes).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run());
  }

  private static OpCheck.Backward globalAverageGradient() {
    return (k, x, out, g, d) ->
        k.step(new GlobalAveragePoolGradientSpec(Layout.BLOCKS))
            .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
            .run();
  }

  /** The loops of an op with one output. */
  private interface NaiveMap {
    double[] run(double[][] inputs);
  }

  private void add(String name, Size in, Size out, NaiveMap naive, OpCheck.Forward forward) {
    add(name, in, out, naive, forward, null);
  }

  private void add(
      String name,
      Size in,
      Size out,
      NaiveMap naive,
      OpCheck.Forward forward,
      OpCheck.Backward backward) {
    cases.add(
        new OpCheck(
            name,
            CaseOperand.maps(in.shape()),
            CaseOperand.maps(out.shape()),
            v -> new double[][] {naive.run(v)},
            forward,
            backward));
  }

  private static double[] fromBlocks(double[] map, Size size) {
    return NaiveLayouts.planes(map, size, Layout.BLOCKS);
  }

  private static double[] inBlocks(double[] planes, Size size) {
    return NaiveLayouts.laid(planes, size, Layout.BLOCKS);
  }
}
