package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Everything in one sweep: what is wanted of the two maps, and the sums of the vectors. */
public final class NormalizeGradientKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int OUT = 1;
  private static final int GRADIENT = 2;
  private static final int MORE = 3;

  static final int BETA_SUM = 0;
  static final int GAMMA_SUM = 1;

  private final NormalizeSpec spec;
  private final ChannelSums sums;
  private final float[] center;
  private final float[] inverse;
  private final float[] factor;
  private final float[] offset;
  private final float[] dBeta;
  private final float[] dGamma;
  private final Planes input;
  private final Planes output;
  private final Planes addend;
  private final BatchNorm norm;
  private final Planes gradient;
  private final Planes toInput;
  private final Planes toAddend;
  private final Memory toMean;
  private final Memory toVariance;
  private final Memory toGamma;
  private final Memory toBeta;
  private final boolean sumsGamma;
  private final boolean sumsBeta;
  private final boolean fuses;

  public NormalizeGradientKernel(
      NormalizeSpec spec, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    int channels = spec.channels();
    this.spec = spec;
    this.sums = new ChannelSums(channels, 2, shared);
    this.center = new float[channels];
    this.inverse = new float[channels];
    this.factor = new float[channels];
    this.offset = new float[channels];
    this.dBeta = new float[channels];
    this.dGamma = new float[channels];
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.addend = Planes.of(operands, ADDEND);
    this.norm = BatchNorm.of(operands);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toAddend = Planes.of(operands, ADDEND_GRADIENT);
    this.toMean = Memory.of(operands, MEAN_GRADIENT);
    this.toVariance = Memory.of(operands, VARIANCE_GRADIENT);
    this.toGamma = Memory.of(operands, GAMMA_GRADIENT);
    this.toBeta = Memory.of(operands, BETA_GRADIENT);
    this.sumsGamma = toGamma != null || toVariance != null;
    this.sumsBeta = toBeta != null || toMean != null;
    boolean plain = spec.activation() == null && toAddend == null;
    boolean rectifies =
        spec.activation() != null && spec.activation().kind() == ActivationSpec.Kind.RELU;
    this.fuses = (plain || rectifies) && toInput != null && sumsGamma && sumsBeta;
  }

  @Override
  public void run() {
    int channels = spec.channels();
    norm.mean().read(0, center, 0, channels);
    norm.variance().read(0, inverse, 0, channels);
    norm.gamma().read(0, factor, 0, channels);
    if (spec.gradientReadsInput()) {
      norm.beta().read(0, offset, 0, channels);
    }
    for (int c = 0; c < channels; c++) {
      double r = 1 / Math.sqrt(inverse[c] + spec.epsilon());
      inverse[c] = (float) r;
      factor[c] = (float) (factor[c] * r);
    }
    sweepPlanes(input);
    for (int c = 0; c < channels; c++) {
      dBeta[c] = (float) sums.total(c, BETA_SUM);
      dGamma[c] = (float) (sums.total(c, GAMMA_SUM) * inverse[c]);
    }
    write(toBeta, dBeta);
    write(toGamma, dGamma);
    for (int c = 0; c < channels; c++) {
      dBeta[c] *= -factor[c];
      dGamma[c] *= -0.5f * factor[c] * inverse[c];
    }
    write(toMean, dBeta);
    write(toVariance, dGamma);
  }

  private static void write(Memory to, float[] values) {
    if (to != null) {
      to.write(0, values, 0, values.length);
    }
  }

  @Override
  protected void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    if (fuses) {
      fused(part, scratch, image, channel, pixel, count);
      return;
    }
    float[] gStage = scratch.floats(GRADIENT, CAPACITY);
    float[] xStage = scratch.floats(X, CAPACITY);
    float[] g = gradient.array(gStage);
    int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
    float[] x = input.array(xStage);
    boolean readsX = sumsGamma || spec.gradientReadsInput();
    int xAt = readsX ? input.find(image, channel, pixel, xStage, 0, count) : 0;
    if (toAddend != null || spec.activation() != null) {
      float[] passed = toAddend == null ? gStage : toAddend.array(gStage);
      int at = toAddend == null ? 0 : toAddend.place(image, channel, pixel, 0);
      if (spec.activation() == null) {
        System.arraycopy(g, gAt, passed, at, count);
      } else {
        boolean again = spec.gradientReadsInput();
        float[] outStage = scratch.floats(OUT, CAPACITY);
        float[] of = again ? outStage : output.array(outStage);
        int ofAt =
            again
                ? activated(scratch, x, xAt, of, image, channel, pixel, count)
                : output.find(image, channel, pixel, outStage, 0, count);
        Activations.gradient(spec.activation(), of, ofAt, g, gAt, passed, at, count);
      }
      if (toAddend != null) {
        toAddend.deliver(image, channel, pixel, gStage, 0, count);
      }
      g = passed;
      gAt = at;
    }
    if (sumsGamma || sumsBeta) {
      sum(part, channel, x, xAt, g, gAt, count);
    }
    if (toInput != null) {
      float[] scaled = toInput.array(xStage);
      int at = toInput.place(image, channel, pixel, 0);
      int n = perChannel(count);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        Vectors.scale(g, gAt + i, factor[c], scaled, at + i, n);
      }
      toInput.deliver(image, channel, pixel, xStage, 0, count);
    }
  }

  /** What training needs, of batch norm alone or before a ReLU. */
  private void fused(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] gStage = scratch.floats(GRADIENT, CAPACITY);
    float[] xStage = scratch.floats(X, CAPACITY);
    float[] g = gradient.array(gStage);
    int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
    float[] x = input.array(xStage);
    int xAt = input.find(image, channel, pixel, xStage, 0, count);
    float[] scaled = toInput.array(xStage);
    int scaledAt = toInput.place(image, channel, pixel, 0);
    int n = perChannel(count);
    if (spec.activation() == null) {
      for (int i = 0, c = channel; i < count; i += n, c++) {
        FusedNormalizeGradient.plain(
            sums, part, c, g, gAt + i, x, xAt + i, center[c], factor[c], scaled, scaledAt + i, n);
      }
    } else {
      float[] outStage = scratch.floats(OUT, CAPACITY);
      float[] out = output.array(outStage);
      int outAt = output.find(image, channel, pixel, outStage, 0, count);
      float[] passed = toAddend == null ? scaled : toAddend.array(gStage);
      int at = toAddend == null ? scaledAt : toAddend.place(image, channel, pixel, 0);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        FusedNormalizeGradient.rectified(
            sums,
            part,
            c,
            out,
            outAt + i,
            g,
            gAt + i,
            x,
            xAt + i,
            center[c],
            factor[c],
            passed,
            at + i,
            scaled,
            scaledAt + i,
            n);
      }
      if (toAddend != null) {
        toAddend.deliver(image, channel, pixel, gStage, 0, count);
      }
    }
    toInput.deliver(image, channel, pixel, xStage, 0, count);
  }

  /** Computes the activation's input again, from {@code to[0]} on. */
  private int activated(
      Scratch scratch,
      float[] x,
      int xAt,
      float[] to,
      int image,
      int channel,
      int pixel,
      int count) {
    int n = perChannel(count);
    for (int i = 0, c = channel; i < count; i += n, c++) {
      Vectors.affine(x, xAt + i, center[c], factor[c], offset[c], to, i, n);
    }
    if (spec.add()) {
      float[] more = scratch.floats(MORE, CAPACITY);
      int moreAt = addend.find(image, channel, pixel, more, 0, count);
      Vectors.add(to, 0, addend.array(more), moreAt, to, 0, count);
    }
    return 0;
  }

  private void sum(int part, int channel, float[] x, int xAt, float[] g, int gAt, int count) {
    int n = perChannel(count);
    for (int i = 0, c = channel; i < count; i += n, c++) {
      if (sumsBeta) {
        sums.add(part, c, BETA_SUM, Reductions.sum(g, gAt + i, 0, n));
      }
      if (sumsGamma) {
        sums.add(part, c, GAMMA_SUM, Reductions.product(x, xAt + i, center[c], g, gAt + i, n));
      }
    }
  }
}
