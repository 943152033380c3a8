package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleGradientSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.SliceGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalMaxPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalMaxPoolSpec;
import java.util.List;

/** Ops that move channels or pixels, and the largest pixel of a map. */
final class ShuffleCases {
  private ShuffleCases() {}

  static List<OpCheck> all() {
    return List.of(
        channels(new Size(2, 6, 5, 4), 2),
        channels(new Size(1, 6, 3, 7), 3),
        channels(new Size(7, 5, 1, 3), 5),
        channels(new Size(1, 8, 2, 2), 1),
        channels(new Size(3, 1, 4, 1), 1),
        pixels(new Size(2, 12, 5, 4), 2),
        pixels(new Size(1, 9, 3, 7), 3),
        pixels(new Size(7, 5, 2, 3), 1),
        pixels(new Size(3, 4, 1, 1), 2),
        slice(new Size(2, 7, 5, 4), 0, 3),
        slice(new Size(1, 7, 3, 5), 4, 3),
        slice(new Size(3, 5, 1, 7), 1, 1),
        slice(new Size(2, 4, 2, 2), 0, 4),
        globalMax(new Size(2, 3, 5, 4)),
        globalMax(new Size(1, 1, 1, 1)),
        globalMax(new Size(7, 5, 3, 1)),
        globalMax(new Size(2, 3, 13, 17)));
  }

  private static OpCheck channels(Size in, int groups) {
    ChannelShuffleSpec s = new ChannelShuffleSpec(groups);
    int each = in.c() / groups;
    return new OpCheck(
        s + " on " + in,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(in.shape()),
        v -> {
          double[] out = new double[in.length()];
          for (int n = 0; n < in.n(); n++) {
            for (int group = 0; group < groups; group++) {
              for (int c = 0; c < each; c++) {
                for (int pixel = 0; pixel < in.h() * in.w(); pixel++) {
                  int y = pixel / in.w();
                  int x = pixel % in.w();
                  out[in.at(n, c * groups + group, y, x)] = v[0][in.at(n, group * each + c, y, x)];
                }
              }
            }
          }
          return new double[][] {out};
        },
        (k, x, out) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
        (k, x, out, g, d) ->
            k.step(new ChannelShuffleSpec(each))
                .bind(new Operands().with(INPUT, g[0]).with(OUTPUT, d[0]))
                .run());
  }

  private static OpCheck pixels(Size in, int scale) {
    PixelShuffleSpec s = new PixelShuffleSpec(scale);
    Size size = new Size(in.n(), in.c() / (scale * scale), in.h() * scale, in.w() * scale);
    return new OpCheck(
        s + " on " + in,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(size.shape()),
        v -> {
          double[] out = new double[in.length()];
          for (int n = 0; n < in.n(); n++) {
            for (int c = 0; c < in.c(); c++) {
              for (int y = 0; y < in.h(); y++) {
                for (int x = 0; x < in.w(); x++) {
                  int row = y * scale + c % (scale * scale) / scale;
                  int column = x * scale + c % scale;
                  out[size.at(n, c / (scale * scale), row, column)] = v[0][in.at(n, c, y, x)];
                }
              }
            }
          }
          return new double[][] {out};
        },
        (k, x, out) -> k.step(s).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run(),
        (k, x, out, g, d) ->
            k.step(new PixelShuffleGradientSpec(s))
                .bind(new Operands().with(OUTPUT_GRADIENT, g[0]).with(INPUT_GRADIENT, d[0]))
                .run());
  }

  /** The slice itself has no kernel: what is checked is its gradient. */
  private static OpCheck slice(Size in, int offset, int channels) {
    SliceGradientSpec s = new SliceGradientSpec(offset);
    Size narrow = new Size(in.n(), channels, in.h(), in.w());
    return new OpCheck(
        s + " to " + in,
        CaseOperand.maps(narrow.shape()),
        CaseOperand.maps(in.shape()),
        v -> {
          double[] out = new double[in.length()];
          for (int i = 0; i < narrow.length(); i++) {
            int pixels = in.h() * in.w();
            int n = i / (channels * pixels);
            out[in.at(n, offset, 0, 0) + i % (channels * pixels)] = v[0][i];
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(s)
                .bind(new Operands().with(OUTPUT_GRADIENT, x[0]).with(INPUT_GRADIENT, out[0]))
                .run(),
        null);
  }

  private static OpCheck globalMax(Size in) {
    return new OpCheck(
        "global max pool on " + in,
        CaseOperand.maps(in.shape()),
        CaseOperand.maps(new Size(in.n(), in.c(), 1, 1).shape()),
        v -> {
          double[] out = new double[in.n() * in.c()];
          for (int i = 0; i < out.length; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int pixel = 0; pixel < in.h() * in.w(); pixel++) {
              most = Math.max(most, v[0][i * in.h() * in.w() + pixel]);
            }
            out[i] = most;
          }
          return new double[][] {out};
        },
        (k, x, out) ->
            k.step(new GlobalMaxPoolSpec())
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]))
                .run(),
        (k, x, out, g, d) ->
            k.step(new GlobalMaxPoolGradientSpec())
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(OUTPUT, out[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0]))
                .run());
  }
}
