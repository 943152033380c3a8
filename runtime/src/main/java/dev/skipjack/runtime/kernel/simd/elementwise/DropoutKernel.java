package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;

/**
 * Draws each element's fate from its own number: of the layer, the step, the image and the
 * element's place in it. So the mask does not depend on the threads that made it.
 */
public final class DropoutKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int KEPT = 1;

  /** What 53 random bits must reach for an element to be kept. */
  private final long threshold;

  /** The bits of 1/(1-p). */
  private final int keep;

  private final LayerStream layer;
  private final RandomStream step;

  /** Of the image that a part computes. */
  private final RandomStream[] streams;

  private final Planes input;
  private final Planes output;
  private final Planes kept;
  private long firstImage;

  /**
   * @param layer of this kernel alone
   */
  public DropoutKernel(double probability, LayerStream layer, Operands operands, Workers workers) {
    super(workers);
    this.threshold = RandomStream.below(probability);
    this.keep = Float.floatToRawIntBits((float) (1 / (1 - probability)));
    this.layer = layer;
    this.step = layer.scratch();
    this.streams = new RandomStream[Parts.MOST];
    for (int part = 0; part < streams.length; part++) {
      streams[part] = layer.scratch();
    }
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.kept = Planes.of(operands, MASK);
  }

  @Override
  public void run() {
    layer.next(step);
    firstImage = layer.firstImage();
    sweepImages(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] stage = scratch.floats(KEPT, CAPACITY);
    float[] mask = kept.array(stage);
    int maskAt = kept.place(image, channel, pixel, 0);
    RandomStream stream = streams[part];
    step.split(firstImage + image, stream);
    long place = stream.place(pixel);
    long gamma = stream.step();
    for (int i = 0; i < count; i++) {
      // Negative if it falls below the probability; a branch would be guessed wrong half the time.
      long over = (RandomStream.mix(place + gamma * i) >>> 11) - threshold;
      mask[maskAt + i] = Float.intBitsToFloat(keep & ~(int) (over >> 63));
    }
    int xAt = input.find(image, channel, pixel, x, 0, count);
    int at = output.place(image, channel, pixel, 0);
    Vectors.multiply(input.array(x), xAt, mask, maskAt, output.array(x), at, count);
    kept.deliver(image, channel, pixel, stage, 0, count);
    output.deliver(image, channel, pixel, x, 0, count);
  }
}
