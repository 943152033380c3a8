package dev.skipjack.runtime.kernel.simd.pool;

import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.util.Arrays;

/**
 * How the pixels of one axis are mixed: each of the output of as many of the input, the sparse rows
 * of a matrix. Where there are fewer, the last ones have no share.
 */
public final class AxisMixture {
  final int in;
  final int out;

  /** How many pixels of the input each of the output has. */
  final int taps;

  /** {@code [out][taps]}: a pixel of the input. */
  final int[] sources;

  /** {@code [out][taps]}: its factor. */
  final float[] shares;

  private AxisMixture(int in, int out, int taps) {
    this.in = in;
    this.out = out;
    this.taps = taps;
    this.sources = new int[out * taps];
    this.shares = new float[out * taps];
  }

  /** Makes a mixture for an axis of these sizes. */
  @FunctionalInterface
  public interface Factory {
    AxisMixture of(int in, int out);
  }

  public static AxisMixture resize(UpsampleSpec.Mode mode, int in, int out) {
    AxisMixture made = new AxisMixture(in, out, mode == UpsampleSpec.Mode.NEAREST ? 1 : 2);
    for (int pixel = 0; pixel < out; pixel++) {
      double source = mode.source(pixel, in, out);
      int first = (int) source;
      made.set(pixel, 0, first, 1 - (source - first));
      if (made.taps > 1) {
        made.set(pixel, 1, Math.min(first + 1, in - 1), source - first);
      }
    }
    return made;
  }

  public static AxisMixture average(int in, int out) {
    int most = 0;
    for (int window = 0; window < out; window++) {
      most = Math.max(most, end(window, in, out) - begin(window, in, out));
    }
    AxisMixture made = new AxisMixture(in, out, most);
    for (int window = 0; window < out; window++) {
      int begin = begin(window, in, out);
      int count = end(window, in, out) - begin;
      for (int tap = 0; tap < most; tap++) {
        made.set(window, tap, begin + Math.min(tap, count - 1), tap < count ? 1.0 / count : 0);
      }
    }
    return made;
  }

  private static int begin(int window, int in, int out) {
    return (int) AdaptiveAveragePoolSpec.begin(window, in, out);
  }

  private static int end(int window, int in, int out) {
    return (int) AdaptiveAveragePoolSpec.end(window, in, out);
  }

  private void set(int pixel, int tap, int source, double share) {
    sources[pixel * taps + tap] = source;
    shares[pixel * taps + tap] = (float) share;
  }

  /** From the output back to the input: what gradients take. */
  public AxisMixture transposed() {
    int[] counts = new int[in];
    for (int i = 0; i < sources.length; i++) {
      counts[sources[i]] += shares[i] == 0 ? 0 : 1;
    }
    int most = Math.max(1, Arrays.stream(counts).max().orElse(0));
    AxisMixture made = new AxisMixture(out, in, most);
    Arrays.fill(counts, 0);
    for (int i = 0; i < sources.length; i++) {
      if (shares[i] != 0) {
        made.set(sources[i], counts[sources[i]]++, i / taps, shares[i]);
      }
    }
    for (int pixel = 0; pixel < in; pixel++) {
      int last = made.sources[pixel * most + Math.max(0, counts[pixel] - 1)];
      Arrays.fill(made.sources, pixel * most + counts[pixel], (pixel + 1) * most, last);
    }
    return made;
  }
}
