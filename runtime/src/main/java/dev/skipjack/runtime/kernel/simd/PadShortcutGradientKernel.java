package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.PadShortcutGradient;
import dev.skipjack.runtime.kernel.PadShortcutSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives the picked pixels their gradients, and zero to those between. */
final class PadShortcutGradientKernel extends PlaneTask implements PadShortcutGradient {
  private static final int GRADIENT = 0;
  private static final int INPUT_GRADIENT = 1;

  private final PadShortcutSpec spec;
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes gradient;
  private Planes toInput;

  PadShortcutGradientKernel(PadShortcutSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray outGradient, INDArray inputGradient) {
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    visitPlanes(toInput);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel) {
    float[] g = scratch.floats(GRADIENT, gradient.pixels);
    float[] result = scratch.floats(INPUT_GRADIENT, toInput.pixels);
    gradient.read(image, channel, 0, g, 0, gradient.pixels);
    Arrays.fill(result, 0, toInput.pixels, 0);
    int stride = spec.stride();
    int at = 0;
    for (int row = 0; row < toInput.height; row += stride) {
      int end = (row + 1) * toInput.width;
      for (int i = row * toInput.width; i < end; i += stride) {
        result[i] = g[at++];
      }
    }
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
