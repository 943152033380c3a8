package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.FusedPoolGradient;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import dev.skipjack.runtime.kernel.PoolGradient;
import dev.skipjack.runtime.kernel.PoolSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient of a pool plane by plane, and of what its input passed before. */
abstract class PoolGradientTask extends PlaneTask implements PoolGradient, FusedPoolGradient {
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
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private final Operand<Memory> meanGradients = Operand.memory();
  private final Operand<Memory> varianceGradients = Operand.memory();
  private final Operand<Memory> gammaGradients = Operand.memory();
  private final Operand<Memory> betaGradients = Operand.memory();
  private Planes input;
  private Planes output;
  private Planes gradient;
  private Planes toInput;
  Windows windows;

  /**
   * @param norm what the input passed, or null
   * @param readsInput whether the gradient depends on input and output
   */
  PoolGradientTask(
      PoolSpec spec, NormalizeSpec norm, boolean readsInput, Workers workers, Scratch shared) {
    super(workers);
    int channels = norm == null ? 0 : norm.channels();
    this.spec = spec;
    this.norm = norm;
    this.readsInput = readsInput;
    this.through = new InputGradient(norm, channels, false, shared);
  }

  @Override
  public final void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient) {
    input = inputs.of(x);
    output = outs.of(out);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    windows = Windows.of(spec, input, output, windows);
    visitPlanes(input);
  }

  @Override
  public final void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray out,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray meanGradient,
      INDArray varianceGradient) {
    through.prepare(inputs.of(x), mean, variance, gamma, beta, inputGradients.of(inputGradient));
    run(x, out, outGradient, inputGradient);
    through.write(
        meanGradients.of(meanGradient),
        varianceGradients.of(varianceGradient),
        gammaGradients.of(gammaGradient),
        betaGradients.of(betaGradient));
  }

  @Override
  final void begin(int parts) {
    through.begin(parts);
  }

  @Override
  final void visit(int part, Scratch scratch, int image, int channel) {
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
      through.write(part, channel, image * pixels, pixels, result, 0, x, 0, spare);
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
