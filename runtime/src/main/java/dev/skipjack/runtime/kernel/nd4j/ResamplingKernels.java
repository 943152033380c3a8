package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;

/** Ops that change the number of pixels, along height and width by the same rule. */
final class ResamplingKernels {
  private ResamplingKernels() {}

  static Composed upsample(UpsampleSpec spec, Resources resources) {
    return forward(resize(spec, resources));
  }

  static Composed upsampleGradient(UpsampleSpec spec, Resources resources) {
    return backward(resize(spec, resources));
  }

  private static SeparableMap resize(UpsampleSpec spec, Resources resources) {
    return new SeparableMap(
        (shares, pixel, out) -> {
          double source = spec.mode().source(pixel, shares.length, out);
          int first = (int) source;
          int second = Math.min(first + 1, shares.length - 1);
          shares[first] += 1 - (source - first);
          shares[second] += source - first;
        },
        resources);
  }

  static Composed adaptiveAverage(Resources resources) {
    return forward(averages(resources));
  }

  static Composed adaptiveAverageGradient(Resources resources) {
    return backward(averages(resources));
  }

  private static SeparableMap averages(Resources resources) {
    return new SeparableMap(
        (shares, window, out) -> {
          int begin = (int) AdaptiveAveragePoolSpec.begin(window, shares.length, out);
          int end = (int) AdaptiveAveragePoolSpec.end(window, shares.length, out);
          for (int i = begin; i < end; i++) {
            shares[i] = 1.0 / (end - begin);
          }
        },
        resources);
  }

  private static Composed forward(SeparableMap map) {
    return operands -> map.forward(operands.array(INPUT), operands.array(OUTPUT));
  }

  private static Composed backward(SeparableMap map) {
    return operands ->
        map.backward(operands.array(OUTPUT_GRADIENT), operands.array(INPUT_GRADIENT));
  }
}
