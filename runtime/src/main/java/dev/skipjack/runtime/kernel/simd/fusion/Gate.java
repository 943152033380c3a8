package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import jdk.incubator.vector.FloatVector;

/**
 * A factor for each channel of an image, by which a convolution multiplies what it has read. Pixels
 * of all images are numbered through.
 */
public final class Gate {
  private final int channels;
  private final int next;
  private float[] factors = new float[0];
  private int pixels;

  public Gate(int channels) {
    this.channels = channels;
    this.next = Lanes.roundUp(channels, Blocks.SIZE);
  }

  /**
   * Reads the factors of the next run.
   *
   * @param scale {@code [N, channels, 1, 1]}
   * @param imagePixels of an image that they multiply
   */
  public void read(Planes scale, int imagePixels) {
    if (factors.length < scale.images * next) {
      factors = new float[scale.images * next];
    }
    pixels = imagePixels;
    for (int image = 0; image < scale.images; image++) {
      scale.read(image, 0, 0, factors, image * next, channels);
    }
  }

  /** Multiplies pixels of a channel in place, from {@code x[at]} on. */
  public void apply(int channel, int first, float[] x, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      n = Math.min(count - done, pixels - (first + done) % pixels);
      float factor = factors[(first + done) / pixels * next + channel];
      for (int i = at + done; i < at + done + n; i++) {
        x[i] *= factor;
      }
    }
  }

  /** Multiplies pixels of a block of channels in place. */
  public void applyBlock(int block, int first, float[] x, int at, int count) {
    for (int done = 0, n; done < count; done += n) {
      n = Math.min(count - done, pixels - (first + done) % pixels);
      int from = (first + done) / pixels * next + block * Blocks.SIZE;
      int begin = at + done * Blocks.SIZE;
      multiply(x, begin, begin + n * Blocks.SIZE, from);
    }
  }

  private void multiply(float[] x, int begin, int end, int from) {
    for (int lane = 0; lane < Blocks.SIZE; lane += LENGTH) {
      FloatVector factor = FloatVector.fromArray(SPECIES, factors, from + lane);
      for (int i = begin + lane; i < end; i += Blocks.SIZE) {
        FloatVector.fromArray(SPECIES, x, i).mul(factor).intoArray(x, i);
      }
    }
  }
}
