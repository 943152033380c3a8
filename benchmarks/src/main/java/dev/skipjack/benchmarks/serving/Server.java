package dev.skipjack.benchmarks.serving;

/** Something that answers requests of several clients. */
interface Server extends AutoCloseable {
  /**
   * Answers a request and checks the answer.
   *
   * @param client its number
   * @return whether the answer is, to the bit, what a single prediction gives
   */
  boolean answer(int client) throws Exception;

  @Override
  void close();
}
