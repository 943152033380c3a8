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
 * windows of a row: input rows are split into as many phases as the stride has columns, so that
 * pixel k of neighbouring windows lies side by side.
 */
final class MaxPoolGradientKernel extends PlaneTask implements PoolGradient {
  private static final int ROWS = 0;
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
  private int phaseLength;

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
    phaseLength = windows.reach / spec.stride() + 1 + LENGTH;
    visitPlanes(input);
  }

  @Override
  void visit(Scratch scratch, int image, int channel) {
    int split = windows.height * spec.stride() * phaseLength;
    float[] rows = scratch.floats(ROWS, input.pixels);
    float[] x = scratch.floats(PHASES, split);
    float[] out = scratch.floats(OUT, output.pixels + LENGTH);
    float[] g = scratch.floats(GRADIENT, output.pixels + LENGTH);
    float[] result = scratch.floats(GRADIENT_PHASES, split);
    input.read(image, channel, 0, rows, 0, input.pixels);
    output.read(image, channel, 0, out, 0, output.pixels);
    gradient.read(image, channel, 0, g, 0, output.pixels);
    Arrays.fill(x, 0, split, Float.NEGATIVE_INFINITY);
    Arrays.fill(result, 0, split, 0);
    for (int r = 0; r < windows.height; r++) {
      splitRow(rows, r, x);
    }
    for (int y = 0; y < windows.outHeight; y++) {
      for (int q = 0; q < windows.outWidth; q += LENGTH) {
        give(x, out, g, y, q, result);
      }
    }
    for (int r = 0; r < windows.height; r++) {
      mergeRow(result, r, rows);
    }
    toInput.write(image, channel, 0, rows, 0, input.pixels);
  }

  /** The windows from column {@code q} of row {@code y} on. */
  private void give(float[] x, float[] out, float[] g, int y, int q, float[] result) {
    int stride = spec.stride();
    int at = y * windows.outWidth + q;
    int windowsLeft = Math.min(LENGTH, windows.outWidth - q);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector most = FloatVector.fromArray(SPECIES, out, at);
    FloatVector left = zero.blend(FloatVector.fromArray(SPECIES, g, at), Lanes.first(windowsLeft));
    int top = windows.top(y);
    int bottom = Math.min(windows.height, top + spec.kernel());
    for (int r = Math.max(0, top); r < bottom; r++) {
      for (int k = 0; k < spec.kernel(); k++) {
        int from = (r * stride + k % stride) * phaseLength + k / stride + q;
        VectorMask<Float> found =
            FloatVector.fromArray(SPECIES, x, from).compare(VectorOperators.EQ, most);
        FloatVector sum = FloatVector.fromArray(SPECIES, result, from);
        sum.add(zero.blend(left, found)).intoArray(result, from);
        left = left.blend(zero, found);
      }
    }
  }

  private void splitRow(float[] rows, int row, float[] x) {
    int stride = spec.stride();
    for (int phase = 0; phase < stride; phase++) {
      int first = firstColumn(phase);
      int to = phaseOf(row, phase, first);
      int from = row * windows.width;
      for (int column = first; column < windows.width; column += stride) {
        x[to++] = rows[from + column];
      }
    }
  }

  private void mergeRow(float[] result, int row, float[] rows) {
    int stride = spec.stride();
    for (int phase = 0; phase < stride; phase++) {
      int first = firstColumn(phase);
      int from = phaseOf(row, phase, first);
      int to = row * windows.width;
      for (int column = first; column < windows.width; column += stride) {
        rows[to + column] = result[from++];
      }
    }
  }

  /** The first column of the plane that is in the phase: columns are counted from the padding. */
  private int firstColumn(int phase) {
    return Math.floorMod(phase - spec.padding(), spec.stride());
  }

  private int phaseOf(int row, int phase, int column) {
    int stride = spec.stride();
    return (row * stride + phase) * phaseLength + (column + spec.padding()) / stride;
  }
}
