package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
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

  private final NormalizeSpec spec;
  private final NormalizeGradientVectors vectors;
  private final ChannelSums sums;
  private final float[] center;
  private final float[] factor;
  private final float[] offset;
  private final Planes input;
  private final Planes output;
  private final Planes addend;
  private final Planes gradient;
  private final Planes toInput;
  private final Planes toAddend;
  private final boolean fuses;

  public NormalizeGradientKernel(
      NormalizeSpec spec, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.spec = spec;
    this.vectors = new NormalizeGradientVectors(spec, operands, shared);
    this.sums = vectors.sums;
    this.center = vectors.factors.center();
    this.factor = vectors.factors.scale();
    this.offset = vectors.factors.offset();
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.addend = Planes.of(operands, ADDEND);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toAddend = Planes.of(operands, ADDEND_GRADIENT);
    boolean plain = spec.activation() == null && toAddend == null;
    boolean rectifies =
        spec.activation() != null && spec.activation().kind() == ActivationSpec.Kind.RELU;
    this.fuses = (plain || rectifies) && toInput != null && vectors.sumsGamma && vectors.sumsBeta;
  }

  @Override
  public void run() {
    vectors.read();
    sweepPlanes(input);
    vectors.write();
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
    boolean readsX = vectors.sumsGamma || spec.gradientReadsInput();
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
    if (vectors.sumsGamma || vectors.sumsBeta) {
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
      if (vectors.sumsBeta) {
        sums.add(part, c, NormalizeGradientVectors.BETA_SUM, Reductions.sum(g, gAt + i, 0, n));
      }
      if (vectors.sumsGamma) {
        sums.add(
            part,
            c,
            NormalizeGradientVectors.GAMMA_SUM,
            Reductions.product(x, xAt + i, center[c], g, gAt + i, n));
      }
    }
  }
}
