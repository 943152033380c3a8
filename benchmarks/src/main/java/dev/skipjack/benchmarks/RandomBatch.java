package dev.skipjack.benchmarks;

import java.util.Random;

/**
 * Noise, the same for every contestant.
 *
 * @param shape {@code [N, 3, size, size]}
 * @param images standard normal pixels in C order
 * @param labels {@code [N]}, below the number of classes
 */
public record RandomBatch(long[] shape, float[] images, int[] labels) {
  private static final long SEED = 1;

  public static RandomBatch of(BenchmarkCase benchmarkCase) {
    BenchmarkNetwork network = benchmarkCase.network();
    int size = network.size();
    Random random = new Random(SEED);
    float[] images = new float[benchmarkCase.batch() * BenchmarkNetwork.CHANNELS * size * size];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return new RandomBatch(
        new long[] {benchmarkCase.batch(), BenchmarkNetwork.CHANNELS, size, size},
        images,
        random.ints(benchmarkCase.batch(), 0, network.classes()).toArray());
  }
}
