package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** The beta distribution whose parameters are equal. */
final class Beta {
  private static final double LOG_4 = StrictMath.log(4);
  private static final double LOG_2 = StrictMath.log(2);

  private Beta() {}

  /**
   * A number from 0 to 1: Cheng 1978, "Generating beta variates with nonintegral shape parameters",
   * algorithm BA; by logarithms, so that small parameters do not overflow.
   *
   * @param alpha of both sides, above 0
   */
  static double symmetric(double alpha, SplittableRandom random) {
    double width = alpha <= 1 ? 1 / alpha : Math.sqrt(1 / alpha);
    double slope = alpha + 1 / width;
    while (true) {
      double first = random.nextDouble();
      double second = random.nextDouble();
      double odds = width * (StrictMath.log(first) - StrictMath.log1p(-first));
      double density = 2 * alpha * (LOG_2 - logOfOnePlusExp(odds)) + slope * odds - LOG_4;
      if (density >= 2 * StrictMath.log(first) + StrictMath.log(second)) {
        return 1 / (1 + StrictMath.exp(-odds));
      }
    }
  }

  private static double logOfOnePlusExp(double value) {
    return value > 40 ? value : StrictMath.log1p(StrictMath.exp(value));
  }
}
