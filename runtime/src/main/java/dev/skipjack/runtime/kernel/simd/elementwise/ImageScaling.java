package dev.skipjack.runtime.kernel.simd.elementwise;

import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The product of each image with a number of its own; zero times NaN is NaN. */
final class ImageScaling extends Sweep implements Runnable {
  private static final int X = 0;

  /** Of the next run, to be written: one for each image. */
  final float[] factors;

  private final Planes input;
  private final Planes output;

  /**
   * @param output may lie where the input does
   */
  ImageScaling(Planes input, Planes output, Workers workers) {
    super(workers);
    this.input = input;
    this.output = output;
    this.factors = new float[input.images];
  }

  @Override
  public void run() {
    sweepImages(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    int xAt = input.find(image, channel, pixel, x, 0, count);
    int at = output.place(image, channel, pixel, 0);
    Vectors.scale(input.array(x), xAt, factors[image], output.array(x), at, count);
    output.deliver(image, channel, pixel, x, 0, count);
  }
}
