package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Add;
import dev.skipjack.runtime.kernel.Copy;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds up gradients, running statistics and losses of the shards of a batch, in the order of {@link
 * SummationTree}. Holds log2 of the number of shards gradients besides the network's own.
 */
final class ShardSums implements AutoCloseable {
  private final TrainingNetwork network;
  private final KeptStatistics statistics;
  private final Kernels kernels;
  private final Add add;
  private final Copy copy;

  private final List<Partial> stack = new ArrayList<>();
  private int height;

  /** A partial sum; its arrays are used again. */
  private static final class Partial {
    /** Null as long as no shard waited here. */
    INDArray gradients;

    double[] statistics = new double[0];
    double loss;
  }

  /**
   * @param statistics which keep those before the step
   */
  ShardSums(TrainingNetwork network, KeptStatistics statistics) {
    this.network = network;
    this.statistics = statistics;
    this.kernels = Kernels.open(network.dataType(), 0);
    this.add = kernels.add();
    this.copy = kernels.copy();
  }

  /**
   * Adds what the network's last passes gave, and leaves its running statistics as they were before
   * the step; after the last shard it has the sums.
   *
   * @param shard number of it, from 0, each one more than the one before
   * @param shards how many there are
   * @param imageShare of the batch's images that it has
   * @param loss times its share
   * @return the loss of the batch, after the last shard
   */
  double add(int shard, int shards, double imageShare, double loss) {
    if (shards == 1) {
      return loss;
    }
    if (shard == 0) {
      height = 0; // a step that failed left some
    }
    Partial top = push();
    top.loss = loss;
    top.statistics = statistics.change(imageShare, top.statistics);
    statistics.restore();
    INDArray gradients = network.gradients();
    int additions = SummationTree.additionsAfter(shard, shards);
    boolean last = shard == shards - 1;
    if (additions == 0) {
      copy.run(gradients, waiting(top));
    }
    // What the shard itself gave lies in the network's gradients; after the last one, so do sums.
    INDArray right = gradients;
    for (int i = 0; i < additions; i++) {
      right = meet(right, last);
    }
    if (!last) {
      return Double.NaN;
    }
    statistics.writeChanged(stack.get(0).statistics);
    return stack.get(0).loss;
  }

  private Partial push() {
    if (height == stack.size()) {
      stack.add(new Partial());
    }
    return stack.get(height++);
  }

  private INDArray waiting(Partial partial) {
    if (partial.gradients == null) {
      long length = network.gradients().length();
      partial.gradients = Detached.uninitialized(network.dataType(), length);
    }
    return partial.gradients;
  }

  /**
   * Adds the two topmost. The sum of two numbers does not depend on which of them is first.
   *
   * @param rightGradients of the topmost
   * @param here whether their sum is to lie there
   * @return where it lies
   */
  private INDArray meet(INDArray rightGradients, boolean here) {
    Partial right = stack.get(--height);
    Partial left = stack.get(height - 1);
    left.loss += right.loss;
    for (int i = 0; i < left.statistics.length; i++) {
      left.statistics[i] += right.statistics[i];
    }
    INDArray sum = here ? rightGradients : left.gradients;
    add.run(sum, here ? left.gradients : rightGradients, sum);
    return sum;
  }

  @Override
  public void close() {
    for (Partial partial : stack) {
      if (partial.gradients != null) {
        partial.gradients.close();
      }
    }
    kernels.close();
  }
}
