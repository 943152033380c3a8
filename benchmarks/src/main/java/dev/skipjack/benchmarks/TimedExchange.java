package dev.skipjack.benchmarks;

import dev.skipjack.distributed.TcpExchange;
import dev.skipjack.runtime.train.GradientExchange;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How long a worker is in the collective: sending, adding up, and waiting for the others. */
final class TimedExchange implements GradientExchange {
  private final TcpExchange exchange;
  private long nanos;

  TimedExchange(TcpExchange exchange) {
    this.exchange = exchange;
  }

  /** So far. */
  long nanos() {
    return nanos;
  }

  /** So far. */
  long bytesSent() {
    return exchange.bytesSent();
  }

  @Override
  public int rank() {
    return exchange.rank();
  }

  @Override
  public int workers() {
    return exchange.workers();
  }

  @Override
  public String describe(int worker) {
    return exchange.describe(worker);
  }

  @Override
  public List<byte[]> gather(byte[] own) {
    long begin = System.nanoTime();
    try {
      return exchange.gather(own);
    } finally {
      nanos += System.nanoTime() - begin;
    }
  }

  @Override
  public void sum(int shards, List<PartialSum> own, INDArray gradients, double[] numbers) {
    long begin = System.nanoTime();
    try {
      exchange.sum(shards, own, gradients, numbers);
    } finally {
      nanos += System.nanoTime() - begin;
    }
  }

  @Override
  public void fail(Throwable reason) {
    exchange.fail(reason);
  }
}
