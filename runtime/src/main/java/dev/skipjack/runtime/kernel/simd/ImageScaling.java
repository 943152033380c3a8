package dev.skipjack.runtime.kernel.simd;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The product of each image with a number of its own; zero times NaN is NaN. */
final class ImageScaling extends Sweep {
  private static final int X = 0;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private float[] factors = new float[0];
  private Planes input;
  private Planes output;

  ImageScaling(Workers workers) {
    super(workers);
  }

  /** The numbers of the next run, to be written; as many as there are images. */
  float[] factors(int images) {
    if (factors.length < images) {
      factors = new float[images];
    }
    return factors;
  }

  /** May work in place. */
  void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
    sweepImages(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    Vectors.scale(x, 0, count, factors[image], x);
    output.write(image, channel, pixel, x, 0, count);
  }
}
