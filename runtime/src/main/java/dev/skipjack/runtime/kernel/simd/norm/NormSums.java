package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/** The gradients of what a norm learns for each channel, if they are wanted. */
final class NormSums {
  private static final int BETA = 0;
  private static final int GAMMA = 1;

  final boolean wanted;
  private final int channels;
  private final ChannelSums sums;
  private final Memory toGamma;
  private final Memory toBeta;
  private final float[] row;

  NormSums(int channels, Operands operands, Scratch shared) {
    this.channels = channels;
    this.sums = new ChannelSums(channels, 2, shared);
    this.toGamma = Memory.of(operands, GAMMA_GRADIENT);
    this.toBeta = Memory.of(operands, BETA_GRADIENT);
    this.wanted = toGamma != null || toBeta != null;
    this.row = new float[channels];
  }

  /** Begins to sum. */
  void clear(int parts) {
    if (wanted) {
      sums.clear(parts);
    }
  }

  /**
   * @param gradient sum of the output's gradient
   * @param product its sum times what was normalised
   */
  void add(int part, int channel, double gradient, double product) {
    sums.add(part, channel, BETA, gradient);
    sums.add(part, channel, GAMMA, product);
  }

  void write() {
    write(toBeta, BETA);
    write(toGamma, GAMMA);
  }

  private void write(Memory to, int sum) {
    if (to != null) {
      for (int c = 0; c < channels; c++) {
        row[c] = (float) sums.total(c, sum);
      }
      to.write(0, row, 0, channels);
    }
  }
}
