package dev.skipjack.runtime.kernel.simd.norm;

import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.maps.Memory;

/**
 * What a map is computed with, channel by channel: {@code (x - center)·scale + offset}. The mean is
 * subtracted before anything is scaled, so that no digits are lost where it is far from zero.
 */
record AffineFactors(float[] center, float[] scale, float[] offset) {
  AffineFactors(int channels) {
    this(new float[channels], new float[channels], new float[channels]);
  }

  /** Those that normalise. */
  void read(BatchNorm norm, double epsilon) {
    int channels = center.length;
    norm.mean().read(0, center, 0, channels);
    norm.variance().read(0, offset, 0, channels);
    norm.gamma().read(0, scale, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      scale[channel] = (float) (scale[channel] / Math.sqrt(offset[channel] + epsilon));
    }
    norm.beta().read(0, offset, 0, channels);
  }

  /**
   * Those of what a map receives through its statistics.
   *
   * @param count values of a channel
   */
  void read(Memory mean, Memory meanGradient, Memory varianceGradient, double count) {
    int channels = center.length;
    mean.read(0, center, 0, channels);
    meanGradient.read(0, offset, 0, channels);
    varianceGradient.read(0, scale, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      offset[channel] = (float) (offset[channel] / count);
      scale[channel] = (float) (2 * scale[channel] / count);
    }
  }
}
