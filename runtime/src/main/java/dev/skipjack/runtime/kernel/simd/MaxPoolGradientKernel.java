package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.PoolGradient;
import dev.skipjack.runtime.kernel.PoolSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gives each window's gradient to the first pixel that equals its maximum. The lanes are the
 * windows of a row, whose pixels are side by side once input rows are split into phases.
 */
final class MaxPoolGradientKernel extends PlaneTask implements PoolGradient {
  private static final int LEFT = 6;
  private static final int PIXELS = 0;
  private static final int ROW = 5;
  private static final int PHASES = 1;
  private static final int OUT = 2;
  private static final int GRADIENT = 3;
  private static final int GRADIENT_PHASES = 4;

  private final PoolSpec spec;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes input;
  private Planes output;
  private Planes gradient;
  private Planes toInput;
  private Windows windows;

  MaxPoolGradientKernel(PoolSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient) {
    input = inputs.of(x);
    output = outs.of(out);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    windows = Windows.of(spec, input, output, windows);
    visitPlanes(input);
  }

  @Override
  void visit(Scratch scratch, int image, int channel) {
    int stride = spec.stride();
    int padding = spec.padding();
    int width = windows.width;
    int phaseLength = windows.phaseLength;
    int rowLength = stride * phaseLength;
    float[] pixels = scratch.floats(PIXELS, input.pixels);
    float[] row = scratch.floats(ROW, windows.reach + 2 * LENGTH);
    float[] x = scratch.floats(PHASES, windows.height * rowLength);
    float[] out = scratch.floats(OUT, output.pixels + LENGTH);
    float[] g = scratch.floats(GRADIENT, output.pixels);
    float[] result = scratch.floats(GRADIENT_PHASES, windows.height * rowLength);
    input.read(image, channel, 0, pixels, 0, input.pixels);
    output.read(image, channel, 0, out, 0, output.pixels);
    gradient.read(image, channel, 0, g, 0, output.pixels);
    Arrays.fill(row, 0, windows.reach, Float.NEGATIVE_INFINITY);
    for (int r = 0; r < windows.height; r++) {
      System.arraycopy(pixels, r * width, row, padding, width);
      WindowPhases.split(row, windows.reach, stride, x, r * rowLength, phaseLength);
    }
    Arrays.fill(result, 0, windows.height * rowLength, 0);
    float[] left = scratch.floats(LEFT, windows.outWidth + LENGTH);
    Arrays.fill(left, windows.outWidth, windows.outWidth + LENGTH, 0);
    for (int y = 0; y < windows.outHeight; y++) {
      System.arraycopy(g, y * windows.outWidth, left, 0, windows.outWidth);
      give(x, out, y, left, result);
    }
    for (int r = 0; r < windows.height; r++) {
      WindowPhases.merge(result, r * rowLength, phaseLength, stride, row, windows.reach);
      System.arraycopy(row, padding, pixels, r * width, width);
    }
    toInput.write(image, channel, 0, pixels, 0, input.pixels);
  }

  /** The windows of row {@code y}, pixel by pixel. */
  private void give(float[] x, float[] out, int y, float[] left, float[] result) {
    int rowLength = spec.stride() * windows.phaseLength;
    int top = windows.top(y);
    int bottom = Math.min(windows.height, top + spec.kernel());
    for (int r = Math.max(0, top); r < bottom; r++) {
      for (int offset : windows.phaseOffset) {
        give(x, r * rowLength + offset, out, y * windows.outWidth, left, result);
      }
    }
  }

  /** What is left for each window of a row goes to one of its pixels, if that is the largest. */
  private void give(float[] x, int from, float[] out, int at, float[] left, float[] result) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int q = 0; q < windows.outWidth; q += LENGTH) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, left, q);
      FloatVector sum = FloatVector.fromArray(SPECIES, result, from + q);
      VectorMask<Float> found =
          FloatVector.fromArray(SPECIES, x, from + q)
              .compare(VectorOperators.EQ, FloatVector.fromArray(SPECIES, out, at + q));
      sum.blend(sum.add(gradient), found).intoArray(result, from + q);
      gradient.blend(zero, found).intoArray(left, q);
    }
  }
}
