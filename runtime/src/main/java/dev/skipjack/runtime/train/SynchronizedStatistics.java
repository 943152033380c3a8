package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.SharedStatistics;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Statistics of batch norm over the images of all workers, each of which has a part of the batch
 * (synchronized batch norm). Everybody merges what all gather, in the order of their ranks, so all
 * have the same bits.
 */
final class SynchronizedStatistics implements SharedStatistics {
  private final GradientExchange exchange;
  private int images;
  private int ofBatch;
  private boolean counts;
  private double[] first = new double[0];
  private double[] second = new double[0];

  SynchronizedStatistics(GradientExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Begins a batch.
   *
   * @param computed how many images the network runs here
   * @param all how many the batch has
   * @param count whether those here are a part of the batch; else this worker has none of it, and
   *     runs some to meet the others
   */
  void begin(int computed, int all, boolean count) {
    images = computed;
    ofBatch = all;
    counts = count;
  }

  /** Of parts (Chan, Golub and LeVeque 1979): within each part, and between their means. */
  @Override
  public void merge(INDArray mean, INDArray variance, long values) {
    List<DoubleBuffer> all = gather(mean, variance, values);
    double count = 0;
    for (DoubleBuffer part : all) {
      count += part.get(0);
    }
    int channels = channels(mean);
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (DoubleBuffer part : all) {
        sum += weighted(part, part.get(1 + c));
      }
      first[c] = sum / count;
      double squares = 0;
      for (DoubleBuffer part : all) {
        double apart = part.get(1 + c) - first[c];
        squares += weighted(part, part.get(1 + channels + c) + apart * apart);
      }
      second[c] = squares / count;
    }
    write(mean, first);
    write(variance, second);
  }

  /** Of a part without images nothing, whatever it computed. */
  private static double weighted(DoubleBuffer part, double value) {
    return part.get(0) == 0 ? 0 : part.get(0) * value;
  }

  @Override
  public void sum(INDArray meanGradient, INDArray varianceGradient, long values) {
    int channels = channels(meanGradient);
    List<DoubleBuffer> all = gather(meanGradient, varianceGradient, values);
    double share = (double) images / ofBatch;
    for (int c = 0; c < channels; c++) {
      first[c] = share * sum(all, 1 + c);
      second[c] = share * sum(all, 1 + channels + c);
    }
    write(meanGradient, first);
    write(varianceGradient, second);
  }

  private static double sum(List<DoubleBuffer> all, int at) {
    double sum = 0;
    for (DoubleBuffer part : all) {
      sum += part.get(0) == 0 ? 0 : part.get(at);
    }
    return sum;
  }

  @Override
  public void update(INDArray variance, long values, Runnable kernel) {
    int channels = channels(variance);
    reserve(channels);
    read(variance, first);
    double factor = unbiased((double) values / images * ofBatch) / unbiased(values);
    for (int c = 0; c < channels; c++) {
      second[c] = factor * first[c];
    }
    write(variance, second);
    kernel.run();
    write(variance, first);
  }

  /** As the kernel does: one value has no variance to correct. */
  private static double unbiased(double values) {
    return values > 1 ? values / (values - 1) : 1;
  }

  private static int channels(INDArray statistics) {
    return Math.toIntExact(statistics.length());
  }

  /** Of each worker, by rank: how many values of each channel, then both vectors. */
  private List<DoubleBuffer> gather(INDArray one, INDArray other, long values) {
    int channels = channels(one);
    reserve(channels);
    read(one, first);
    read(other, second);
    ByteBuffer own = ByteBuffer.allocate((1 + 2 * channels) * Double.BYTES);
    own.asDoubleBuffer().put(counts ? values : 0).put(first, 0, channels).put(second, 0, channels);
    return exchange.gather(own.array()).stream()
        .map(bytes -> ByteBuffer.wrap(bytes).asDoubleBuffer())
        .toList();
  }

  private static void read(INDArray statistics, double[] into) {
    ElementView.of(statistics).read(0, into, channels(statistics));
  }

  private static void write(INDArray statistics, double[] values) {
    ElementView.of(statistics).write(values, channels(statistics), 0);
  }

  private void reserve(int channels) {
    if (first.length < channels) {
      first = new double[channels];
      second = new double[channels];
    }
  }
}
