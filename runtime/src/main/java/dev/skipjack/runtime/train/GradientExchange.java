package dev.skipjack.runtime.train;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The workers that train one network together: each has all weights, computes some shards of each
 * batch ({@link Training#microBatches}), and takes the same step with the sum of all. {@link
 * Training#exchange} is given it; the module {@code distributed} has one over TCP.
 *
 * <p>All workers call the same methods in the same order. Each call waits for the others, and
 * throws an {@link IllegalStateException} that names the one that is missing or has failed, never
 * waiting for ever; nothing can be exchanged after that.
 */
public interface GradientExchange {
  /** Which worker this is, from 0. Worker 0 writes checkpoints. */
  int rank();

  /** How many there are, at least 1. */
  int workers();

  /** How a worker is called in messages, for instance {@code worker 2 (10.0.0.7:4100)}. */
  String describe(int worker);

  /**
   * Everybody gets what everybody gives: for short texts and counts.
   *
   * @return of each worker, by rank
   */
  List<byte[]> gather(byte[] own);

  /**
   * Adds up a batch, in the order of {@link SummationTree}.
   *
   * @param shards of the batch
   * @param own what this worker has: a sum for each of {@link ShardRange#subtrees} of its {@link
   *     ShardRange#of}, in this order; their arrays are used as scratch
   * @param gradients where the sum of all goes, {@code [length]}; the last of {@code own} lies
   *     there
   * @param numbers where the sum of all numbers goes
   */
  void sum(int shards, List<PartialSum> own, INDArray gradients, double[] numbers);

  /** Tells the others why this worker ends. Nothing can be exchanged after that. */
  void fail(Throwable reason);

  /**
   * The sum of a subtree.
   *
   * @param shards of which
   * @param gradients {@code [length]}, dense, FLOAT or DOUBLE
   * @param numbers that are summed likewise: changes of running statistics, then the loss
   */
  record PartialSum(ShardRange shards, INDArray gradients, double[] numbers) {}
}
