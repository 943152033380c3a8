package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.List;

/** Softmax, on maps and on features. */
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
        softmaxOfFeatures(2, 32));
  }

  /** Of a real size. */
  static List<OpCheck> large() {
    return List.of(
        softmax(new Size(2, 21, 65, 67)),
        softmax(new Size(3, 4000, 5, 5)),
        softmaxOfFeatures(33, 1000),
        softmaxOfFeatures(2, 70_001));
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
            k.step(new SoftmaxSpec()).bind(new Operands().input(x[0]).output(out[0])).run(),
        (k, x, out, g, d) ->
            k.step(new SoftmaxGradientSpec())
                .bind(new Operands().output(out[0]).outputGradient(g[0]).inputGradient(d[0]))
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
}
