package dev.skipjack.runtime.kernel.simd.fusion;

import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * What a convolution's data gradient passes on its way into memory: the prologue backwards. Zero
 * where the ReLU or ReLU6 stopped, it is summed for beta and gamma, scaled and written or added. It
 * comes as {@link #rows} of a channel's pixels, or as {@link #blocks} of channels.
 */
public final class InputGradient {
  private static final int BETA = 0;
  private static final int GAMMA = 1;

  final boolean accumulate;
  final int channels;
  final Prologue prologue;

  /** What is added to each channel on its way, or null. */
  float[] offset;

  private final InputRows rows;
  private final InputBlocks blocks;
  private final ChannelSums sums;
  private final double[] betas;
  private final double[] gammas;
  private final float[] result;
  private FeatureMap x;

  /**
   * @param spec the prologue, or null
   * @param shared arrays that the kernels of a network use one after the other
   */
  public InputGradient(NormalizeSpec spec, int channels, boolean accumulate, Scratch shared) {
    this.channels = channels;
    this.accumulate = accumulate;
    this.prologue = new Prologue(spec, channels);
    this.sums = new ChannelSums(channels, 2, shared);
    this.betas = new double[channels];
    this.gammas = new double[channels];
    this.result = new float[channels];
    this.rows = new InputRows(this);
    this.blocks = new InputBlocks(this);
  }

  /** From now on pixels are every {@code stride}-th of every {@code stride}-th row. */
  public void subsample(int stride) {
    rows.subsample(stride);
    blocks.subsample(stride);
  }

  /** What is added to each channel on its way: the bias, if this is a transposed convolution. */
  public void offset(float[] offset) {
    this.offset = offset;
  }

  /**
   * Takes the operands of a run.
   *
   * @param gradient lies as x; null if unwanted
   */
  public void prepare(FeatureMap x, BatchNorm norm, FeatureMap gradient) {
    this.x = x;
    rows.prepare(x, gradient);
    blocks.prepare(x, gradient);
    prologue.prepare(norm);
  }

  /**
   * Before the first pixel is passed on.
   *
   * @param parts that pass on pixels of the same channel; 1 if each has channels of its own
   */
  public void begin(int parts) {
    sums.clear(prologue.identity ? 0 : parts);
  }

  /** How its pixels are read, and the gradient passed on, where lanes are pixels of a plane. */
  public InputRows rows() {
    return rows;
  }

  /** The same where lanes are channels of a block, whatever lies in memory. */
  public InputBlocks blocks() {
    return blocks;
  }

  public FeatureMap x() {
    return x;
  }

  public Prologue prologue() {
    return prologue;
  }

  /**
   * Adds to the sums of a channel.
   *
   * @param beta of the gradients that the activation let pass
   * @param gamma of those times x without its mean
   */
  void add(int part, int channel, double beta, double gamma) {
    sums.add(part, channel, BETA, beta);
    sums.add(part, channel, GAMMA, gamma);
  }

  /** Writes what the sums are good for; any may be null. */
  public void write(
      Memory meanGradient, Memory varianceGradient, Memory gammaGradient, Memory betaGradient) {
    for (int c = 0; c < channels; c++) {
      betas[c] = sums.total(c, BETA);
      gammas[c] = sums.total(c, GAMMA) * prologue.inverseDeviation(c);
    }
    write(betas, betaGradient);
    write(gammas, gammaGradient);
    for (int c = 0; c < channels; c++) {
      double inverse = prologue.inverseDeviation(c);
      betas[c] *= -prologue.gamma[c] * inverse;
      gammas[c] *= -prologue.gamma[c] * inverse * inverse / 2;
    }
    addOrWrite(betas, meanGradient);
    addOrWrite(gammas, varianceGradient);
  }

  private void addOrWrite(double[] from, Memory to) {
    if (to != null && accumulate) {
      to.read(0, result, 0, channels);
      for (int c = 0; c < channels; c++) {
        from[c] += result[c];
      }
    }
    write(from, to);
  }

  private void write(double[] from, Memory to) {
    if (to != null) {
      for (int c = 0; c < channels; c++) {
        result[c] = (float) from[c];
      }
      to.write(0, result, 0, channels);
    }
  }
}
