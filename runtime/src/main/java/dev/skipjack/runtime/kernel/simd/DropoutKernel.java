package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Dropout;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws each element's fate from its own number: a mix of the seed, the run and the element's place
 * in the batch (the finaliser of {@link java.util.SplittableRandom}, Steele et al. 2014). So the
 * mask does not depend on the threads that made it.
 */
final class DropoutKernel extends Sweep implements Dropout {
  private static final int X = 0;
  private static final int MASK = 1;

  /** The golden ratio's fraction: the step of a sequence that is spread evenly. */
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** What 53 random bits must reach for an element to be kept. */
  private final long threshold;

  /** The bits of 1/(1-p). */
  private final int keep;

  private final long seed;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> masks = Operand.planes();
  private Planes input;
  private Planes output;
  private Planes kept;
  private long runs;
  private long stream;

  DropoutKernel(double probability, long seed, Workers workers) {
    super(workers);
    this.threshold = (long) (probability * 0x1p53);
    this.keep = Float.floatToRawIntBits((float) (1 / (1 - probability)));
    this.seed = seed;
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray mask) {
    input = inputs.of(x);
    output = outs.of(out);
    kept = masks.of(mask);
    stream = stream(seed, runs++);
    sweepImages(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] mask = scratch.floats(MASK, CAPACITY);
    long first = (long) image * input.channels * input.pixels + pixel;
    for (int i = 0; i < count; i++) {
      // Negative if it falls below the probability; a branch would be guessed wrong half the time.
      long over = (mix(stream + GAMMA * (first + i)) >>> 11) - threshold;
      mask[i] = Float.intBitsToFloat(keep & ~(int) (over >> 63));
    }
    kept.write(image, channel, pixel, mask, 0, count);
    input.read(image, channel, pixel, x, 0, count);
    Vectors.multiply(x, mask, x, count);
    output.write(image, channel, pixel, x, 0, count);
  }

  /** The numbers of one run. */
  static long stream(long seed, long run) {
    return mix(seed + GAMMA * run);
  }

  /** The number of one element, in [0, 1). */
  static double uniform(long stream, long element) {
    return (mix(stream + GAMMA * element) >>> 11) * 0x1p-53;
  }

  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
