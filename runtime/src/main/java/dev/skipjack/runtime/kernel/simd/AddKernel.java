package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Add;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of two maps. */
final class AddKernel extends Sweep implements Add {
  private static final int A = 0;
  private static final int B = 1;

  private final Operand<Planes> firsts = Operand.planes();
  private final Operand<Planes> seconds = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes first;
  private Planes second;
  private Planes output;

  AddKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray a, INDArray b, INDArray out) {
    first = firsts.of(a);
    second = seconds.of(b);
    output = outs.of(out);
    sweepImages(first);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] a = scratch.floats(A, CAPACITY);
    float[] b = scratch.floats(B, CAPACITY);
    first.read(image, channel, pixel, a, 0, count);
    second.read(image, channel, pixel, b, 0, count);
    Vectors.add(a, b, a, count);
    output.write(image, channel, pixel, a, 0, count);
  }
}
