package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SECOND_WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.SECOND_WEIGHT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.custom.CustomGradientSpec;
import dev.skipjack.runtime.kernel.custom.CustomSpec;
import java.util.List;

/** A layer of a user's own, with weights, another number of channels and another size. */
final class CustomCases {
  private CustomCases() {}

  static List<OpCheck> all() {
    return List.of(quadratic(new Size(3, 2, 5, 4)), quadratic(new Size(1, 5, 1, 7)));
  }

  private static OpCheck quadratic(Size in) {
    Size out = new Size(in.n(), 2 * in.c(), (in.h() + 1) / 2, (in.w() + 1) / 2);
    CustomSpec s =
        new CustomSpec(
            "quadratic",
            new QuadraticLayer(),
            List.of(in.c(), in.h(), in.w()),
            List.of(out.c(), out.h(), out.w()),
            List.of(List.of(in.c()), List.of(in.c())));
    return new OpCheck(
        "custom on " + in,
        List.of(
            CaseOperand.map(in.shape()), CaseOperand.vector(in.c()), CaseOperand.vector(in.c())),
        List.of(CaseOperand.map(out.shape())),
        v -> new double[][] {naive(v, in, out)},
        (k, x, o) ->
            k.step(s)
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, x[1])
                        .with(SECOND_WEIGHT, x[2])
                        .with(OUTPUT, o[0]))
                .run(),
        (k, x, o, g, d) ->
            k.step(new CustomGradientSpec(s))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(WEIGHT, x[1])
                        .with(SECOND_WEIGHT, x[2])
                        .with(OUTPUT, o[0])
                        .with(OUTPUT_GRADIENT, g[0])
                        .with(INPUT_GRADIENT, d[0])
                        .with(WEIGHT_GRADIENT, d[1])
                        .with(SECOND_WEIGHT_GRADIENT, d[2]))
                .run());
  }

  private static double[] naive(double[][] v, Size in, Size out) {
    double[] result = new double[out.length()];
    for (int n = 0; n < in.n(); n++) {
      for (int c = 0; c < in.c(); c++) {
        for (int y = 0; y < in.h(); y += 2) {
          for (int x = 0; x < in.w(); x += 2) {
            double value = v[0][in.at(n, c, y, x)];
            result[out.at(n, c, y / 2, x / 2)] = v[1][c] * value * value;
            result[out.at(n, in.c() + c, y / 2, x / 2)] = v[2][c] * value;
          }
        }
      }
    }
    return result;
  }
}
