package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.CropGradient;
import dev.skipjack.runtime.kernel.CropSpec;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Puts the rectangle back into a plane of zeros. */
final class CropGradientKernel extends PlaneTask implements CropGradient {
  private static final int GRADIENT = 0;
  private static final int INPUT_GRADIENT = 1;

  private final CropSpec spec;
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes gradient;
  private Planes toInput;

  CropGradientKernel(CropSpec spec, Workers workers) {
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
    for (int row = 0; row < gradient.height; row++) {
      int to = (spec.top() + row) * toInput.width + spec.left();
      System.arraycopy(g, row * gradient.width, result, to, gradient.width);
    }
    toInput.write(image, channel, 0, result, 0, toInput.pixels);
  }
}
