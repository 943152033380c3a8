package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import java.util.Arrays;

/**
 * What a norm learns for each channel: one and zero if nothing. Vectors may reach beyond the end.
 */
final class ImageNorm {
  final float[] gamma;
  final float[] beta;
  private final Memory fromGamma;
  private final Memory fromBeta;
  private final int channels;

  ImageNorm(int channels, Operands operands) {
    this.channels = channels;
    this.gamma = new float[channels + LENGTH];
    this.beta = new float[channels + LENGTH];
    this.fromGamma = Memory.of(operands, GAMMA);
    this.fromBeta = Memory.of(operands, BETA);
    Arrays.fill(gamma, 1);
  }

  /** As they are now. */
  void read() {
    if (fromGamma != null) {
      fromGamma.read(0, gamma, 0, channels);
    }
    if (fromBeta != null) {
      fromBeta.read(0, beta, 0, channels);
    }
  }
}
