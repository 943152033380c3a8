package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;

import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What attention adds to scores for the distance of two pixels, and the sums of what comes back. In
 * a panel of queries those of one row of the map are a run, whose biases for a key lie beside each
 * other: no pair of tokens is kept.
 */
final class RelativePositions {
  /** From one row of {@link #expand} to the next: a run may write a vector beyond its end. */
  static final int PITCH = COLUMNS + LENGTH;

  private final int height;
  private final int width;
  private final int heads;
  private final int distances;

  /** Distances of a row. */
  private final int columns;

  /** From one head's biases to the next one's: vectors are read that reach beyond the last. */
  private final int pitch;

  private final Memory weight;
  private final Memory gradient;
  private final Scratch shared;

  /** The weight, and each head's biases beside each other. */
  private final float[] byDistance;

  private final float[] byHead;
  private double[] sums;

  /**
   * @param gradient null if it is not wanted
   * @param shared arrays that the kernels of a network use one after the other; null if no gradient
   *     is
   */
  RelativePositions(AttentionSpec spec, Memory weight, Memory gradient, Scratch shared) {
    this.height = spec.height();
    this.width = spec.width();
    this.heads = spec.heads();
    this.columns = 2 * width - 1;
    this.distances = spec.distances();
    this.pitch = distances + LENGTH;
    this.weight = weight;
    this.gradient = gradient;
    this.shared = shared;
    this.byDistance = new float[distances * heads];
    this.byHead = new float[heads * pitch];
  }

  /** Reads the weight: before any head is visited. */
  void read() {
    weight.read(0, byDistance, 0, byDistance.length);
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < distances; i++) {
        byHead[head * pitch + i] = byDistance[i * heads + head];
      }
    }
  }

  /**
   * Adds to the scores of a panel of queries, a row for each key.
   *
   * @param biases room for {@code tokens} rows of {@link #PITCH}
   */
  void add(int head, int first, int count, float[] biases, float[] scores) {
    int tokens = height * width;
    for (int p = 0, run; p < count; p += run) {
      run = Math.min(width - (first + p) % width, count - p);
      for (int done = 0; done < run; done += LENGTH) {
        expand(head * pitch + last(first + p) + done, biases, p + done);
      }
    }
    for (int key = 0; key < tokens; key++) {
      Arrays.fill(biases, key * PITCH + count, key * PITCH + COLUMNS, 0);
      for (int p = 0; p < COLUMNS; p += LENGTH) {
        int at = key * COLUMNS + p;
        FloatVector.fromArray(SPECIES, scores, at)
            .add(FloatVector.fromArray(SPECIES, biases, key * PITCH + p))
            .intoArray(scores, at);
      }
    }
  }

  /** A vector of queries' biases for all keys, which lie the further in front the later the key. */
  private void expand(int from, float[] biases, int at) {
    int to = at;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += PITCH) {
        FloatVector.fromArray(SPECIES, byHead, from - y * columns - x).intoArray(biases, to);
      }
    }
  }

  /** Where the bias of a query for the first key is, the last of those that it has. */
  private int last(int query) {
    return (query / width + height - 1) * columns + query % width + width - 1;
  }

  /** Begins to sum in so many places for each head. */
  void clear(int places) {
    sums = shared.doubles(places * heads * distances);
    Arrays.fill(sums, 0, places * heads * distances, 0);
  }

  /**
   * Adds the gradients of the scores of a panel of queries.
   *
   * @param place of a head, among those of all heads
   */
  void collect(int place, int first, int count, float[] gradients) {
    for (int p = 0, run; p < count; p += run) {
      run = Math.min(width - (first + p) % width, count - p);
      int from = p;
      for (int y = 0; y < height; y++) {
        int to = place * distances + last(first + p) - y * columns;
        for (int x = 0; x < width; x++, from += COLUMNS) {
          for (int i = 0; i < run; i++) {
            sums[to - x + i] += gradients[from + i];
          }
        }
      }
    }
  }

  /** Writes the sums of all places. */
  void write(int places) {
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < distances; i++) {
        double sum = 0;
        for (int place = head * places; place < (head + 1) * places; place++) {
          sum += sums[place * distances + i];
        }
        byDistance[i * heads + head] = (float) sum;
      }
    }
    gradient.write(0, byDistance, 0, byDistance.length);
  }
}
