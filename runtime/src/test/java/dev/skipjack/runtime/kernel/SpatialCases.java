package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.movement.CropGradientSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleGradientSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Ops of segmentation and detection, which change the size of maps, and local response norm. */
final class SpatialCases {
  private SpatialCases() {}

  static List<OpCheck> all() {
    List<OpCheck> all = new ArrayList<>();
    transposedConvolutions().forEach(all::add);
    for (UpsampleSpec.Mode mode : UpsampleSpec.Mode.values()) {
      UpsampleSpec spec = new UpsampleSpec(mode);
      all.add(upsample(new Size(2, 3, 4, 5), 8, 10, spec));
      all.add(upsample(new Size(1, 2, 3, 5), 7, 8, spec));
      all.add(upsample(new Size(3, 1, 7, 6), 4, 5, spec));
      all.add(upsample(new Size(2, 2, 1, 3), 5, 3, spec));
      all.add(upsample(new Size(1, 1, 5, 7), 1, 20, spec));
      all.add(upsample(new Size(1, 5, 6, 1), 2, 1, spec));
      all.add(upsample(new Size(1, 1, 1, 1), 1, 1, spec));
      all.add(upsample(new Size(2, 3, 2, 2), 16, 17, spec));
    }
    all.add(crop(new Size(2, 3, 5, 7), 3, 4, new CropSpec(1, 2)));
    all.add(crop(new Size(1, 2, 6, 5), 6, 5, new CropSpec(0, 0)));
    all.add(crop(new Size(3, 1, 4, 4), 1, 1, new CropSpec(3, 3)));
    all.add(crop(new Size(1, 5, 4, 9), 4, 7, new CropSpec(0, 1)));
    all.add(adaptiveAverage(new Size(2, 3, 7, 7), 7, 7));
    all.add(adaptiveAverage(new Size(1, 2, 12, 18), 6, 6));
    all.add(adaptiveAverage(new Size(2, 3, 7, 10), 3, 4));
    all.add(adaptiveAverage(new Size(3, 1, 3, 2), 5, 5));
    all.add(adaptiveAverage(new Size(1, 5, 9, 4), 1, 1));
    all.add(localResponseNorm(new Size(2, 7, 3, 4), new LocalResponseNormSpec(5, 0.7, 0.75, 1)));
    all.add(localResponseNorm(new Size(1, 6, 5, 3), new LocalResponseNormSpec(4, 1.5, 0.75, 2)));
    all.add(localResponseNorm(new Size(3, 2, 1, 5), new LocalResponseNormSpec(5, 1e-4, 0.75, 2)));
    all.add(localResponseNorm(new Size(1, 1, 2, 2), new LocalResponseNormSpec(1, 0.5, 1, 0.5)));
    all.add(localResponseNorm(new Size(2, 9, 2, 3), new LocalResponseNormSpec(5, 0.7, 0.75, 1)));
    all.add(localResponseNorm(new Size(1, 3, 4, 3), new LocalResponseNormSpec(2, 0.7, 0, 3)));
    all.add(localResponseNorm(new Size(2, 6, 5, 3), new LocalResponseNormSpec(4, 1.5, 0.6, 2)));
    return all;
  }

  private static Stream<OpCheck> transposedConvolutions() {
    // in, out, kernel, stride, padding, output padding, bias
    return Stream.of(
        convolutionTranspose(
            new Size(1, 1, 1, 1), new ConvolutionTransposeSpec(1, 1, 1, 1, 0, 0, true)),
        convolutionTranspose(
            new Size(2, 3, 4, 5), new ConvolutionTransposeSpec(3, 2, 2, 2, 0, 0, false)),
        convolutionTranspose(
            new Size(1, 2, 3, 4), new ConvolutionTransposeSpec(2, 3, 3, 2, 1, 1, true)),
        convolutionTranspose(
            new Size(2, 2, 3, 3), new ConvolutionTransposeSpec(2, 2, 4, 2, 1, 0, true)),
        convolutionTranspose(
            new Size(3, 3, 2, 3), new ConvolutionTransposeSpec(3, 5, 4, 2, 0, 0, false)),
        convolutionTranspose(
            new Size(2, 3, 5, 4), new ConvolutionTransposeSpec(3, 4, 3, 1, 1, 0, true)),
        convolutionTranspose(
            new Size(1, 2, 3, 2), new ConvolutionTransposeSpec(2, 1, 3, 3, 0, 2, false)),
        convolutionTranspose(
            new Size(2, 3, 4, 5), new ConvolutionTransposeSpec(3, 2, 1, 2, 0, 1, true)),
        convolutionTranspose(
            new Size(2, 2, 3, 4), new ConvolutionTransposeSpec(2, 3, 1, 3, 0, 0, false)),
        convolutionTranspose(
            new Size(1, 2, 2, 3), new ConvolutionTransposeSpec(2, 2, 2, 3, 0, 1, true)),
        convolutionTranspose(
            new Size(2, 2, 4, 3), new ConvolutionTransposeSpec(2, 3, 5, 3, 2, 1, true)),
        convolutionTranspose(
            new Size(7, 5, 2, 2), new ConvolutionTransposeSpec(5, 3, 1, 1, 0, 0, true)),
        convolutionTranspose(
            new Size(1, 3, 6, 7), new ConvolutionTransposeSpec(3, 2, 3, 1, 3, 0, true)),
        convolutionTranspose(
            new Size(2, 3, 5, 6), new ConvolutionTransposeSpec(3, 2, 2, 2, 3, 1, true)),
        convolutionTranspose(
            new Size(1, 2, 7, 6), new ConvolutionTransposeSpec(2, 4, 1, 1, 2, 0, false)),
        convolutionTranspose(
            new Size(1, 2, 2, 2), new ConvolutionTransposeSpec(2, 2, 16, 8, 0, 0, false)),
        convolutionTranspose(
            new Size(4, 2, 2, 3), new ConvolutionTransposeSpec(2, 3, 4, 4, 0, 3, false)),
        convolutionTranspose(
            new Size(5, 3, 3, 2), new ConvolutionTransposeSpec(3, 2, 2, 2, 0, 1, true)),
        convolutionTranspose(
            new Size(4, 2, 3, 4), new ConvolutionTransposeSpec(2, 3, 4, 2, 1, 1, false)));
  }

  static OpCheck convolutionTranspose(Size in, ConvolutionTransposeSpec s) {
    List<CaseOperand> inputs =
        new ArrayList<>(
            List.of(
                CaseOperand.map(in.shape()),
                CaseOperand.vector(s.inChannels(), s.outChannels(), s.kernel(), s.kernel())));
    if (s.bias()) {
      inputs.add(CaseOperand.vector(s.outChannels()));
    }
    return new OpCheck(
        s + " on " + in,
        inputs,
        CaseOperand.maps(NaiveSpatialOps.transposed(in, s).shape()),
        v ->
            new double[][] {
              NaiveSpatialOps.convolutionTranspose(v[0], in, v[1], s.bias() ? v[2] : null, s)
            },
        WeightedSteps.forward(s, s.bias()),
        WeightedSteps.backward(new ConvolutionTransposeGradientSpec(s), s.bias()));
  }

  static OpCheck upsample(Size in, int height, int width, UpsampleSpec s) {
    Size out = new Size(in.n(), in.c(), height, width);
    return new OpCheck(
        s + " of " + in + " to " + height + "x" + width,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(out.shape()),
        v -> new double[][] {NaiveSpatialOps.upsample(v[0], in, out, s)},
        (k, x, y) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, y[0])).run(),
        (k, x, y, g, d) ->
            k.step(new UpsampleGradientSpec(s))
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
  }

  static OpCheck crop(Size in, int height, int width, CropSpec s) {
    Size out = new Size(in.n(), in.c(), height, width);
    return new OpCheck(
        s + " of " + in + " to " + height + "x" + width,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(out.shape()),
        v -> new double[][] {NaiveSpatialOps.crop(v[0], in, out, s)},
        (k, x, y) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, y[0])).run(),
        (k, x, y, g, d) ->
            k.step(new CropGradientSpec(s))
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
  }

  static OpCheck adaptiveAverage(Size in, int height, int width) {
    Size out = new Size(in.n(), in.c(), height, width);
    return new OpCheck(
        "adaptive average of " + in + " to " + height + "x" + width,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(out.shape()),
        v -> new double[][] {NaiveSpatialOps.adaptiveAverage(v[0], in, out)},
        (k, x, y) ->
            k.step(new AdaptiveAveragePoolSpec())
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, y[0]))
                .run(),
        (k, x, y, g, d) ->
            k.step(new AdaptiveAveragePoolGradientSpec())
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
  }

  static OpCheck localResponseNorm(Size in, LocalResponseNormSpec s) {
    return new OpCheck(
        s + " on " + in,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(in.shape()),
        v -> new double[][] {NaiveSpatialOps.localResponseNorm(v[0], in, s)},
        (k, x, y) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, y[0])).run(),
        (k, x, y, g, d) ->
            k.step(new LocalResponseNormGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(OUTPUT, y[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0]))
                .run());
  }
}
