package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.PoolGradient;
import dev.skipjack.runtime.kernel.PoolSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Spreads each row of gradients over the columns of its windows, and that row over their rows. */
final class AveragePoolGradientKernel extends PlaneTask implements PoolGradient {
  private static final int GRADIENT = 0;
  private static final int ROW = 1;
  private static final int PHASES = 2;
  private static final int INPUT_GRADIENT = 3;

  private final PoolSpec spec;
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes gradient;
  private Planes toInput;
  private Windows windows;

  AveragePoolGradientKernel(PoolSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient) {
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    windows = Windows.of(spec, toInput, gradient, windows);
    visitPlanes(toInput);
  }

  @Override
  void visit(Scratch scratch, int image, int channel) {
    int length = windows.phaseLength;
    float[] g = scratch.floats(GRADIENT, gradient.pixels + LENGTH);
    float[] row = scratch.floats(ROW, windows.reach + 2 * LENGTH);
    float[] phases = scratch.floats(PHASES, spec.stride() * length);
    float[] result = scratch.floats(INPUT_GRADIENT, toInput.pixels);
    gradient.read(image, channel, 0, g, 0, gradient.pixels);
    Arrays.fill(result, 0, toInput.pixels, 0);
    for (int y = 0; y < windows.outHeight; y++) {
      spreadColumns(g, y, phases);
      WindowPhases.merge(phases, 0, length, spec.stride(), row, windows.reach);
      int bottom = Math.min(windows.height, windows.top(y) + spec.kernel());
      for (int r = Math.max(0, windows.top(y)); r < bottom; r++) {
        addRow(row, result, r * windows.width);
      }
    }
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }

  private void spreadColumns(float[] g, int y, float[] phases) {
    int[] offset = windows.phaseOffset;
    int at = y * windows.outWidth;
    float rowShare = windows.rowShare(y);
    FloatVector zero = FloatVector.zero(SPECIES);
    Arrays.fill(phases, 0, spec.stride() * windows.phaseLength, 0);
    for (int q = 0; q < windows.outWidth; q += LENGTH) {
      FloatVector share = FloatVector.fromArray(SPECIES, windows.columnShare, q).mul(rowShare);
      FloatVector all = FloatVector.fromArray(SPECIES, g, at + q).mul(share);
      FloatVector part = zero.blend(all, Lanes.first(Math.min(LENGTH, windows.outWidth - q)));
      for (int k = 0; k < spec.kernel(); k++) {
        int to = offset[k] + q;
        part.add(FloatVector.fromArray(SPECIES, phases, to)).intoArray(phases, to);
      }
    }
  }

  private void addRow(float[] row, float[] result, int at) {
    int i = 0;
    for (; i <= windows.width - LENGTH; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, row, spec.padding() + i);
      sum.add(FloatVector.fromArray(SPECIES, result, at + i)).intoArray(result, at + i);
    }
    for (; i < windows.width; i++) {
      result[at + i] += row[spec.padding() + i];
    }
  }
}
