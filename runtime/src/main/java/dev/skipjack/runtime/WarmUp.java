package dev.skipjack.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs something until it has stopped becoming faster. The JVM interprets first, then compiles in
 * two steps what ran often; there is no other way to hear that it is done.
 */
final class WarmUp {
  /** Nanoseconds of a round at least; the compiler takes as long for a large method. */
  private static final long ROUND = 300_000_000;

  private static final int FEWEST_RUNS = 10;

  /** Rounds without gain that end it. */
  private static final int STEADY_ROUNDS = 3;

  /** A gain is a fastest run that takes less than this of the fastest before. */
  private static final double GAIN = 0.95;

  /** Nanoseconds after which it ends in any case: others may use the processors. */
  private static final long MOST = 30_000_000_000L;

  private WarmUp() {}

  /** Has a network predict images of zeros; see {@link InferenceNetwork#warmUp(int, int, int)}. */
  static Duration run(InferenceNetwork network, int images, int height, int width) {
    List<INDArray> zeros = new ArrayList<>();
    try {
      zeros.add(Nd4j.create(network.dataType(), images, network.inputChannels(), height, width));
      for (InputShape further : network.inputs().subList(1, network.inputs().size())) {
        zeros.add(Nd4j.create(network.dataType(), further.shape(images)));
      }
      return Duration.ofNanos(run(() -> network.predict(zeros), System::nanoTime));
    } finally {
      zeros.forEach(INDArray::close);
    }
  }

  /**
   * Runs it some times.
   *
   * @param nanoTime the clock
   * @return nanoseconds that it took
   */
  static long run(Runnable work, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    long fastest = Long.MAX_VALUE;
    int steady = 0;
    long now = start;
    while (steady < STEADY_ROUNDS && now - start < MOST) {
      long roundStart = now;
      long fastestOfRound = Long.MAX_VALUE;
      for (int i = 0; i < FEWEST_RUNS || now - roundStart < ROUND; i++) {
        work.run();
        long then = nanoTime.getAsLong();
        fastestOfRound = Math.min(fastestOfRound, then - now);
        now = then;
        if (now - start >= MOST) {
          break;
        }
      }
      steady = fastestOfRound < GAIN * fastest ? 0 : steady + 1;
      fastest = Math.min(fastest, fastestOfRound);
    }
    return now - start;
  }
}
