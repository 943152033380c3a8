package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.SoftmaxGradientSpec;
import dev.skipjack.runtime.kernel.activation.SoftmaxSpec;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionGradientSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenSpec;
import dev.skipjack.runtime.kernel.sequence.PixelsSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingGradientSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import dev.skipjack.runtime.kernel.sequence.TokensSpec;
import java.util.ArrayList;
import java.util.List;

/** Sequences of tokens, and softmax of them, of maps and of features. */
final class SequenceCases {
  private SequenceCases() {}

  static List<OpCheck> all() {
    return List.of(
        softmax(new Size(2, 5, 3, 7)),
        softmax(new Size(1, 2, 9, 4)),
        softmax(new Size(3, 1, 2, 2)),
        softmax(new Size(2, 19, 1, 1)),
        softmaxOfFeatures(5, 3),
        softmaxOfFeatures(1, 37),
        softmaxOfFeatures(2, 32),
        softmax("softmax of sequences", 1, 19, 2, 3, 19),
        tokens(new Size(2, 5, 3, 7)),
        tokens(new Size(1, 3, 9, 8)),
        classToken(3, 4, 5),
        classToken(1, 1, 17),
        positions(3, 4, 5),
        positions(1, 2, 33),
        selectToken(2, 4, 5, 0),
        selectToken(3, 3, 17, 2),
        linear(2, 3, new LinearSpec(5, 7, true)),
        linear(1, 13, new LinearSpec(17, 3, false)),
        linear(3, 5, new LinearSpec(4, 33, true)),
        layerNorm(2, 3, new LayerNormSpec(7, 1e-6, true)),
        layerNorm(1, 5, new LayerNormSpec(19, 1e-5, false)),
        attention(2, 5, new AttentionSpec(6, 2)),
        attention(1, 1, new AttentionSpec(3, 3)),
        attention(2, 13, new AttentionSpec(5, 1)),
        attention(1, 35, new AttentionSpec(18, 1)),
        attention(3, 7, new AttentionSpec(8, 4)),
        attention(2, 6, new AttentionSpec(6, 2, 2, 3)),
        attention(1, 1, new AttentionSpec(3, 3, 1, 1)),
        attention(3, 15, new AttentionSpec(4, 1, 5, 3)),
        attention(2, 37, new AttentionSpec(2, 1, 1, 37)),
        attention(2, 35, new AttentionSpec(4, 2, 35, 1)),
        attention(1, 40, new AttentionSpec(18, 1, 2, 20)));
  }

  /** Of a real size. */
  static List<OpCheck> large() {
    return List.of(
        softmax(new Size(2, 21, 65, 67)),
        softmax(new Size(3, 4000, 5, 5)),
        softmaxOfFeatures(33, 1000),
        softmaxOfFeatures(2, 70_001),
        tokens(new Size(3, 100, 14, 14)),
        classToken(4, 196, 96),
        positions(4, 197, 96),
        selectToken(4, 197, 96, 0),
        linear(2, 197, new LinearSpec(192, 576, true)),
        linear(3, 197, new LinearSpec(1100, 70, true)),
        linear(9, 600, new LinearSpec(1030, 40, false)),
        layerNorm(3, 197, new LayerNormSpec(192, 1e-6, true)),
        attention(2, 197, new AttentionSpec(192, 3)),
        attention(3, 50, new AttentionSpec(84, 2)),
        attention(1, 64, new AttentionSpec(32, 4)),
        attention(3, 196, new AttentionSpec(96, 3, 14, 14)),
        attention(5, 49, new AttentionSpec(64, 2, 7, 7)),
        attention(40, 20, new AttentionSpec(24, 3, 4, 5)),
        attention(9, 99, new AttentionSpec(17, 1, 3, 33)));
  }

  private static OpCheck softmax(Size in) {
    return softmax("softmax of " + in, in.h() * in.w(), in.c(), in.shape());
  }

  private static OpCheck softmaxOfFeatures(int images, int features) {
    String name = "softmax of " + images + " images' " + features + " features";
    return softmax(name, 1, features, images, features);
  }

  /**
   * @param distance from one of the values that belong together to the next
   */
  private static OpCheck softmax(String name, int distance, int values, long... shape) {
    return new OpCheck(
        name,
        List.of(CaseOperand.map(shape)),
        List.of(CaseOperand.map(shape)),
        v -> new double[][] {softmax(v[0], distance, values)},
        (k, x, out) ->
            k.step(new SoftmaxSpec())
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new SoftmaxGradientSpec())
                .bind(
                    new Operands()
                        .with(OUTPUT, out[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0]))
                .run());
  }

  private static double[] softmax(double[] x, int distance, int values) {
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int first = i / (distance * values) * distance * values + i % distance;
      double sum = 0;
      for (int j = 0; j < values; j++) {
        sum += Math.exp(x[first + j * distance] - x[i]);
      }
      out[i] = 1 / sum;
    }
    return out;
  }

  private static OpCheck tokens(Size in) {
    int pixels = in.h() * in.w();
    return new OpCheck(
        "tokens of " + in,
        List.of(CaseOperand.map(in.shape())),
        List.of(CaseOperand.map(in.n(), pixels, in.c())),
        v -> {
          double[] out = new double[in.length()];
          for (int i = 0; i < out.length; i++) {
            int image = i / (in.c() * pixels);
            out[i] = v[0][(image * in.c() + i % in.c()) * pixels + i / in.c() % pixels];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(new TokensSpec())
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new PixelsSpec())
                .bind(new Operands().with(INPUT, g[0]).with(OUTPUT, d[0]))
                .run());
  }

  private static OpCheck classToken(int images, int tokens, int features) {
    return new OpCheck(
        "class token before " + tokens + " of " + features + " features",
        List.of(CaseOperand.map(images, tokens, features), CaseOperand.vector(1, 1, features)),
        List.of(CaseOperand.map(images, tokens + 1, features)),
        v -> {
          double[] out = new double[images * (tokens + 1) * features];
          for (int i = 0; i < out.length; i++) {
            int token = i / features % (tokens + 1);
            int image = i / features / (tokens + 1);
            out[i] =
                token == 0
                    ? v[1][i % features]
                    : v[0][(image * tokens + token - 1) * features + i % features];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(new ClassTokenSpec())
                .bind(new Operands().with(INPUT, x[0]).with(WEIGHT, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new ClassTokenGradientSpec())
                .bind(
                    new Operands()
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(WEIGHT_GRADIENT, d[1]))
                .run());
  }

  /** The gradient of its input is copied: a network has the output's itself. */
  private static OpCheck positions(int images, int tokens, int features) {
    return new OpCheck(
        "positions of " + tokens + " tokens of " + features + " features",
        List.of(CaseOperand.map(images, tokens, features), CaseOperand.vector(1, tokens, features)),
        List.of(CaseOperand.map(images, tokens, features)),
        v -> {
          double[] out = v[0].clone();
          for (int i = 0; i < out.length; i++) {
            out[i] += v[1][i % (tokens * features)];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(new PositionalEmbeddingSpec())
                .bind(new Operands().with(INPUT, x[0]).with(WEIGHT, x[1]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) -> {
          k.step(new CopySpec()).bind(new Operands().with(INPUT, g[0]).with(OUTPUT, d[0])).run();
          k.step(new PositionalEmbeddingGradientSpec())
              .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(WEIGHT_GRADIENT, d[1]))
              .run();
        });
  }

  private static OpCheck selectToken(int images, int tokens, int features, int index) {
    SelectTokenSpec s = new SelectTokenSpec(index);
    return new OpCheck(
        s + " of " + tokens + " of " + features + " features",
        List.of(CaseOperand.map(images, tokens, features)),
        List.of(CaseOperand.map(images, features)),
        v -> {
          double[] out = new double[images * features];
          for (int i = 0; i < out.length; i++) {
            out[i] = v[0][(i / features * tokens + index) * features + i % features];
          }
          return new double[][] {out};
        },
        (k, x, out) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
        (k, x, out, g, d) ->
            k.step(new SelectTokenGradientSpec(s))
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
  }

  private static OpCheck linear(int images, int tokens, LinearSpec s) {
    int in = s.inFeatures();
    int out = s.outFeatures();
    List<CaseOperand> inputs =
        new ArrayList<>(List.of(CaseOperand.map(images, tokens, in), CaseOperand.vector(out, in)));
    if (s.bias()) {
      inputs.add(CaseOperand.vector(out));
    }
    return new OpCheck(
        s + " of " + tokens + " tokens",
        inputs,
        List.of(CaseOperand.map(images, tokens, out)),
        v -> {
          double[] y = new double[images * tokens * out];
          for (int i = 0; i < y.length; i++) {
            y[i] = s.bias() ? v[2][i % out] : 0;
            for (int f = 0; f < in; f++) {
              y[i] += v[0][i / out * in + f] * v[1][i % out * in + f];
            }
          }
          return new double[][] {y};
        },
        WeightedSteps.forward(s, s.bias()),
        WeightedSteps.backward(new LinearGradientSpec(s), s.bias()));
  }

  private static OpCheck layerNorm(int images, int tokens, LayerNormSpec s) {
    Size in = new Size(images * tokens, s.channels(), 1, 1);
    long[] shape = {images, tokens, s.channels()};
    return ImageNormCases.layer(s + " of " + tokens + " tokens", in, shape, s);
  }

  private static OpCheck attention(int images, int tokens, AttentionSpec s) {
    boolean relative = s.isRelative();
    List<CaseOperand> inputs =
        new ArrayList<>(List.of(CaseOperand.map(images, tokens, 3L * s.features())));
    if (relative) {
      inputs.add(CaseOperand.vector(s.distances(), s.heads()));
    }
    return new OpCheck(
        s + " of " + images + " times " + tokens + " tokens",
        inputs,
        List.of(CaseOperand.map(images, tokens, s.features())),
        v -> new double[][] {attend(v[0], relative ? v[1] : null, images, tokens, s)},
        (k, x, out) ->
            k.step(s)
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, relative ? x[1] : null)
                        .with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new AttentionGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, relative ? x[1] : null)
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(WEIGHT_GRADIENT, relative ? d[1] : null))
                .run());
  }

  /** Of pixels in rows and columns, as said of the spec. */
  private static int distance(int query, int key, AttentionSpec s) {
    int down = query / s.width() - key / s.width();
    int right = query % s.width() - key % s.width();
    return (down + s.height() - 1) * (2 * s.width() - 1) + right + s.width() - 1;
  }

  private static double[] attend(
      double[] x, double[] biases, int images, int tokens, AttentionSpec s) {
    int features = s.features();
    int size = s.headFeatures();
    double[] out = new double[images * tokens * features];
    for (int row = 0; row < images * tokens; row++) {
      int first = row / tokens * tokens;
      for (int head = 0; head < s.heads(); head++) {
        double[] scores = new double[tokens];
        for (int key = 0; key < tokens; key++) {
          if (biases != null) {
            scores[key] = biases[distance(row - first, key, s) * s.heads() + head];
          }
          for (int d = head * size; d < (head + 1) * size; d++) {
            scores[key] +=
                x[row * 3 * features + d]
                    * x[(first + key) * 3 * features + features + d]
                    / Math.sqrt(size);
          }
        }
        double sum = 0;
        for (int key = 0; key < tokens; key++) {
          scores[key] = Math.exp(scores[key]);
          sum += scores[key];
        }
        for (int key = 0; key < tokens; key++) {
          for (int d = head * size; d < (head + 1) * size; d++) {
            out[row * features + d] +=
                scores[key] / sum * x[(first + key) * 3 * features + 2 * features + d];
          }
        }
      }
    }
    return out;
  }
}
