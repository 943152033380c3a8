package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.GlobalAveragePoolGradient;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives each pixel its share. */
final class GlobalAveragePoolGradientKernel extends PlaneTask implements GlobalAveragePoolGradient {
  private static final int GRADIENT = 0;
  private static final int INPUT_GRADIENT = 1;

  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes gradient;
  private Planes toInput;

  GlobalAveragePoolGradientKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray outGradient, INDArray inputGradient) {
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    visitPlanes(toInput);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel) {
    float[] g = scratch.floats(GRADIENT, 1);
    float[] result = scratch.floats(INPUT_GRADIENT, toInput.pixels);
    gradient.read(image, channel, 0, g, 0, 1);
    Arrays.fill(result, 0, toInput.pixels, g[0] / toInput.pixels);
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
