package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/** The gradient of a pool plane by plane, and of what its input passed before. */
abstract class PoolGradientTask extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int Z = 1;
  private static final int OUT = 2;
  private static final int GRADIENT = 3;
  private static final int RESULT = 4;

  /** Slots from here on are the subclass's own. */
  static final int OWN = 5;

  final PoolSpec spec;
  private final boolean readsInput;
  private final NormalizeSpec norm;
  private final InputGradient through;
  private final Planes input;
  private final BatchNorm passed;
  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;
  private final Memory toMean;
  private final Memory toVariance;
  private final Memory toGamma;
  private final Memory toBeta;
  final Windows windows;

  /**
   * @param norm what the input passed, or null
   * @param readsInput whether the gradient depends on input and output
   */
  PoolGradientTask(
      PoolSpec spec,
      NormalizeSpec norm,
      boolean readsInput,
      Operands operands,
      Workers workers,
      Scratch shared) {
    super(workers);
    int channels = norm == null ? 0 : norm.channels();
    this.spec = spec;
    this.norm = norm;
    this.readsInput = readsInput;
    this.through = new InputGradient(norm, channels, false, shared);
    this.input = Planes.of(operands, INPUT);
    this.passed = BatchNorm.of(operands);
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toMean = Memory.of(operands, MEAN_GRADIENT);
    this.toVariance = Memory.of(operands, VARIANCE_GRADIENT);
    this.toGamma = Memory.of(operands, GAMMA_GRADIENT);
    this.toBeta = Memory.of(operands, BETA_GRADIENT);
    this.windows = new Windows(spec, input, output);
  }

  @Override
  public final void run() {
    through.prepare(input, passed, toInput);
    visitPlanes(input);
    if (norm != null) {
      through.write(toMean, toVariance, toGamma, toBeta);
    }
  }

  @Override
  protected final void begin(int parts) {
    through.begin(parts);
  }

  @Override
  protected final void visit(int part, Scratch scratch, int image, int channel) {
    int pixels = input.pixels;
    float[] x = scratch.floats(X, pixels + LENGTH);
    float[] z = x;
    float[] out = scratch.floats(OUT, output.pixels + LENGTH);
    float[] g = scratch.floats(GRADIENT, output.pixels + LENGTH);
    float[] result = scratch.floats(RESULT, pixels + LENGTH);
    if (readsInput || norm != null) {
      input.read(image, channel, 0, x, 0, pixels);
    }
    if (readsInput) {
      output.read(image, channel, 0, out, 0, output.pixels);
      if (norm != null) {
        z = scratch.floats(Z, pixels + LENGTH);
        System.arraycopy(x, 0, z, 0, pixels);
        through.prologue().apply(channel, z, pixels);
      }
    }
    gradient.read(image, channel, 0, g, 0, output.pixels);
    differentiate(scratch, z, out, g, result);
    if (norm == null) {
      toInput.write(image, channel, 0, result, 0, pixels);
    } else {
      clearTail(x, pixels);
      clearTail(result, pixels);
      float[] spare = scratch.floats(Z, pixels + LENGTH);
      through.rows().write(part, channel, image * pixels, pixels, result, 0, x, 0, spare);
    }
  }

  /** The last vector reaches beyond the plane. */
  private static void clearTail(float[] values, int pixels) {
    Arrays.fill(values, pixels, pixels + LENGTH, 0);
  }

  /**
   * One plane.
   *
   * @param x input of the pool, undefined unless it is read; readable for a vector beyond its end
   * @param out its output, as x
   * @param g gradient of the output, readable for a vector beyond its end
   * @param result gradient of the input, overwritten
   */
  abstract void differentiate(Scratch scratch, float[] x, float[] out, float[] g, float[] result);
}
