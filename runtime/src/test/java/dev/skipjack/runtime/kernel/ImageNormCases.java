package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Norms of each image by itself, on maps and on features. */
final class ImageNormCases {
  private ImageNormCases() {}

  static List<OpCheck> all() {
    List<OpCheck> all = new ArrayList<>();
    for (boolean affine : new boolean[] {true, false}) {
      all.add(group(new Size(3, 6, 3, 5), new GroupNormSpec(6, 2, 1e-5, affine)));
      all.add(group(new Size(2, 5, 4, 3), new GroupNormSpec(5, 5, 1e-5, affine)));
      all.add(group(new Size(1, 7, 2, 2), new GroupNormSpec(7, 1, 1e-3, affine)));
      all.add(group(new Size(2, 12, 1, 1), new GroupNormSpec(12, 3, 1e-2, affine)));
      all.add(group(new Size(1, 3, 1, 1), new GroupNormSpec(3, 3, 1e-2, affine)));
      all.add(layer(new Size(2, 7, 3, 5), new LayerNormSpec(7, 1e-6, affine)));
      all.add(layer(new Size(1, 6, 1, 1), new LayerNormSpec(6, 1e-5, affine)));
      all.add(layer(new Size(3, 5, 9, 2), new LayerNormSpec(5, 1e-2, affine)));
      all.add(layer(new Size(1, 1, 2, 3), new LayerNormSpec(1, 1e-2, affine)));
    }
    all.add(layerScale(new Size(3, 5, 3, 7)));
    all.add(layerScale(new Size(1, 37, 1, 1)));
    for (boolean eachChannel : List.of(true, false)) {
      all.add(prelu(eachChannel, 3, 5, 3, 7));
      all.add(prelu(eachChannel, 1, 37, 1, 1));
      all.add(prelu(eachChannel, 7, 11));
    }
    // of features, more and fewer than a vector has
    all.add(features(7, 11, new LayerNormSpec(11, 1e-6, true)));
    all.add(features(2, 37, new LayerNormSpec(37, 1e-5, false)));
    all.add(features(3, 12, new GroupNormSpec(12, 2, 1e-5, true)));
    return all;
  }

  /** Of a real size: groups and pixels in several pieces. */
  static List<OpCheck> large() {
    return List.of(
        group(new Size(1, 4, 131, 137), new GroupNormSpec(4, 1, 1e-5, true)),
        group(new Size(2, 4, 131, 67), new GroupNormSpec(4, 2, 1e-5, true)),
        group(new Size(2, 3, 131, 137), new GroupNormSpec(3, 3, 1e-5, false)),
        group(new Size(8, 64, 14, 13), new GroupNormSpec(64, 32, 1e-5, true)),
        group(new Size(2, 33_000, 1, 1), new GroupNormSpec(33_000, 1, 1e-5, true)),
        layerScale(new Size(2, 5, 61, 67)),
        layerScale(new Size(4, 96, 8, 8)),
        prelu(true, 2, 5, 61, 67),
        prelu(false, 4, 96, 8, 8),
        prelu(true, 33, 768),
        layer(new Size(2, 96, 33, 31), new LayerNormSpec(96, 1e-6, true)),
        layer(new Size(1, 768, 7, 7), new LayerNormSpec(768, 1e-6, true)),
        layer(new Size(3, 1100, 14, 14), new LayerNormSpec(1100, 1e-6, false)),
        features(33, 768, new LayerNormSpec(768, 1e-6, true)));
  }

  /** No norm, but what follows one in a residual branch. */
  private static OpCheck layerScale(Size in) {
    LayerScaleSpec s = new LayerScaleSpec(in.c());
    return new OpCheck(
        s + " on " + in,
        List.of(CaseOperand.map(in.shape()), CaseOperand.vector(in.c(), 1, 1)),
        List.of(CaseOperand.map(in.shape())),
        v -> {
          double[] out = new double[in.length()];
          for (int i = 0; i < out.length; i++) {
            out[i] = v[0][i] * v[1][i / (in.h() * in.w()) % in.c()];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(s)
                .bind(new Operands().with(INPUT, x[0]).with(WEIGHT, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new LayerScaleGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, x[1])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(WEIGHT_GRADIENT, d[1]))
                .run());
  }

  /** As layer scale, where x is not positive. */
  private static OpCheck prelu(boolean eachChannel, long... shape) {
    int channels = (int) shape[1];
    PreluSpec s = new PreluSpec(channels, eachChannel);
    int pixels = (int) (shape.length == 2 ? 1 : shape[2] * shape[3]);
    return new OpCheck(
        s + " on " + Arrays.toString(shape),
        List.of(CaseOperand.map(shape), CaseOperand.vector(s.slopes())),
        List.of(CaseOperand.map(shape)),
        v -> {
          double[] out = v[0].clone();
          for (int i = 0; i < out.length; i++) {
            out[i] *= out[i] > 0 ? 1 : v[1][eachChannel ? i / pixels % channels : 0];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(s)
                .bind(new Operands().with(INPUT, x[0]).with(WEIGHT, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new PreluGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, x[1])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(WEIGHT_GRADIENT, d[1]))
                .run());
  }

  private static OpCheck group(Size in, GroupNormSpec s) {
    return check(s + " on " + in, in, in.shape(), s, s.groups(), false, s.epsilon());
  }

  private static OpCheck layer(Size in, LayerNormSpec s) {
    return check(s + " on " + in, in, in.shape(), s, 1, true, s.epsilon());
  }

  /** Of features, whatever shape they have. */
  static OpCheck layer(String name, Size in, long[] shape, LayerNormSpec s) {
    return check(name, in, shape, s, 1, true, s.epsilon());
  }

  /**
   * Over the channels of each pixel.
   *
   * @param gamma null for ones, as beta for zeros
   */
  static double[] layerNorm(double[] x, Size in, double epsilon, double[] gamma, double[] beta) {
    return normalize(x, in, 1, true, epsilon, gamma, beta);
  }

  private static OpCheck features(int images, int features, OpSpec s) {
    Size in = new Size(images, features, 1, 1);
    long[] shape = {images, features};
    String name = s + " on " + images + " images' features";
    return s instanceof GroupNormSpec group
        ? check(name, in, shape, s, group.groups(), false, group.epsilon())
        : check(name, in, shape, s, 1, true, ((LayerNormSpec) s).epsilon());
  }

  private static OpCheck check(
      String name, Size in, long[] shape, OpSpec s, int groups, boolean eachPixel, double epsilon) {
    boolean affine = s.signature().needed().contains(Operand.GAMMA);
    List<CaseOperand> inputs = new ArrayList<>(List.of(CaseOperand.map(shape)));
    if (affine) {
      inputs.add(CaseOperand.batchNorm(in.c()).get(2));
      inputs.add(CaseOperand.vector(in.c()));
    }
    OpSpec gradient =
        s instanceof GroupNormSpec group
            ? new GroupNormGradientSpec(group)
            : new LayerNormGradientSpec((LayerNormSpec) s);
    return new OpCheck(
        name,
        inputs,
        List.of(CaseOperand.map(shape)),
        v ->
            new double[][] {
              normalize(
                  v[0], in, groups, eachPixel, epsilon, affine ? v[1] : null, affine ? v[2] : null)
            },
        (k, x, out) ->
            k.step(s)
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(GAMMA, affine ? x[1] : null)
                        .with(BETA, affine ? x[2] : null)
                        .with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(gradient)
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(GAMMA, affine ? x[1] : null)
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(GAMMA_GRADIENT, affine ? d[1] : null)
                        .with(BETA_GRADIENT, affine ? d[2] : null))
                .run());
  }

  /**
   * What belongs together has one key: the image, and the group or the pixel.
   *
   * @param gamma null for ones, as beta for zeros
   */
  private static double[] normalize(
      double[] x,
      Size in,
      int groups,
      boolean eachPixel,
      double epsilon,
      double[] gamma,
      double[] beta) {
    int pixels = in.h() * in.w();
    int keys = eachPixel ? pixels : groups;
    double[] mean = new double[in.n() * keys];
    double[] variance = new double[in.n() * keys];
    double share = (double) keys / (in.c() * pixels);
    int[] key = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      int channel = i / pixels % in.c();
      int image = i / pixels / in.c();
      key[i] = image * keys + (eachPixel ? i % pixels : channel / (in.c() / groups));
      mean[key[i]] += x[i] * share;
    }
    for (int i = 0; i < x.length; i++) {
      variance[key[i]] += Math.pow(x[i] - mean[key[i]], 2) * share;
    }
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int channel = i / pixels % in.c();
      double normalized = (x[i] - mean[key[i]]) / Math.sqrt(variance[key[i]] + epsilon);
      out[i] = gamma == null ? normalized : gamma[channel] * normalized + beta[channel];
    }
    return out;
  }
}
