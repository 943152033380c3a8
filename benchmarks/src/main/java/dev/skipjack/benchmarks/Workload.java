package dev.skipjack.benchmarks;

/** One case on one engine, ready to be repeated. */
public interface Workload extends AutoCloseable {
  /** Learned numbers, running statistics not counted. */
  long parameters();

  /** Runs one step to its end and returns its mean loss, or for a prediction the first logit. */
  double step();

  @Override
  void close();
}
