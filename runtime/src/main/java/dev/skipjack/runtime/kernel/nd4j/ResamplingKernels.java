package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.AdaptiveAveragePool;
import dev.skipjack.runtime.kernel.AdaptiveAveragePoolGradient;
import dev.skipjack.runtime.kernel.Upsample;
import dev.skipjack.runtime.kernel.UpsampleGradient;
import dev.skipjack.runtime.kernel.UpsampleSpec;

/** Ops that change the number of pixels, along height and width by the same rule. */
final class ResamplingKernels {
  private ResamplingKernels() {}

  static Upsample upsample(UpsampleSpec spec, Resources resources) {
    return resize(spec, resources)::forward;
  }

  static UpsampleGradient upsampleGradient(UpsampleSpec spec, Resources resources) {
    return resize(spec, resources)::backward;
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

  static AdaptiveAveragePool adaptiveAverage(Resources resources) {
    return averages(resources)::forward;
  }

  static AdaptiveAveragePoolGradient adaptiveAverageGradient(Resources resources) {
    return averages(resources)::backward;
  }

  private static SeparableMap averages(Resources resources) {
    return new SeparableMap(
        (shares, window, out) -> {
          int begin = (int) AdaptiveAveragePool.begin(window, shares.length, out);
          int end = (int) AdaptiveAveragePool.end(window, shares.length, out);
          for (int i = begin; i < end; i++) {
            shares[i] = 1.0 / (end - begin);
          }
        },
        resources);
  }
}
