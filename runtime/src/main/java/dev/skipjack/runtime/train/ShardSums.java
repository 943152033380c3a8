package dev.skipjack.runtime.train;

import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.train.GradientExchange.PartialSum;
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

  /** Null without other workers. */
  private final GradientExchange exchange;

  private final Kernels kernels;
  private final Transfer copy;

  private final List<Partial> stack = new ArrayList<>();
  private int height;
  private int shards;
  private ShardRange own;
  private double[] total = new double[0];

  /** Of a batch that is a single shard. */
  private double onlyLoss;

  /** A partial sum; its arrays are used again. */
  private static final class Partial {
    /** Of the one above to this one. */
    final Step sum;

    ShardRange shards;

    /** Null as long as no shard waited here. */
    Tensor waiting;

    /** Where the sum lies: {@link #waiting}, or the network's gradients. */
    INDArray gradients;

    /** Of running statistics, then the loss. */
    double[] numbers = new double[0];

    Partial(Step sum) {
      this.sum = sum;
    }
  }

  /**
   * @param statistics which keep those before the step
   * @param exchange null: all shards are computed here
   */
  ShardSums(TrainingNetwork network, KeptStatistics statistics, GradientExchange exchange) {
    this.network = network;
    this.statistics = statistics;
    this.exchange = exchange;
    this.kernels = Kernels.open(network.dataType(), 0);
    this.copy = kernels.prepare(new TransferSpec());
  }

  /**
   * Begins a batch.
   *
   * @param ofShards how many it has
   * @return those that are computed here, one after the other
   */
  ShardRange begin(int ofShards) {
    height = 0; // a step that failed left some
    shards = ofShards;
    own = own(shards);
    return own;
  }

  /** Those of a batch that are computed here. */
  ShardRange own(int ofShards) {
    return exchange == null
        ? new ShardRange(0, ofShards)
        : ShardRange.of(exchange.rank(), exchange.workers(), ofShards);
  }

  /**
   * Adds what the network's last passes gave, and leaves its running statistics as they were before
   * the step.
   *
   * @param shard number of it, each one more than the one before
   * @param imageShare of the batch's images that it has
   * @param loss times its share
   */
  void add(int shard, double imageShare, double loss) {
    if (isWhole()) {
      onlyLoss = loss;
      return;
    }
    Partial top = push();
    top.shards = new ShardRange(shard, shard + 1);
    top.numbers = numbers(top.numbers);
    if (shards == 1) {
      statistics.values(top.numbers);
    } else {
      statistics.change(imageShare, top.numbers);
    }
    top.numbers[top.numbers.length - 1] = loss;
    statistics.restore();
    top.gradients = network.gradients();
    // The last sum of this worker stays in the network's gradients.
    boolean last = shard == own.end() - 1;
    if (!last && !meetsBelow()) {
      copy.in(top.gradients, waiting(top));
      top.gradients = top.waiting.asArray();
    }
    while (meetsBelow()) {
      addTopmost(last);
    }
  }

  /**
   * After the last shard: the network has the sums of all.
   *
   * @return the loss of the batch
   */
  double end() {
    if (isWhole()) {
      return onlyLoss;
    }
    double[] numbers;
    if (exchange == null) {
      numbers = stack.get(0).numbers;
    } else {
      total = numbers(total);
      numbers = total;
      exchange.sum(shards, partialSums(), network.gradients(), numbers);
    }
    if (shards == 1) {
      statistics.write(numbers);
    } else {
      statistics.writeChanged(numbers);
    }
    return numbers[numbers.length - 1];
  }

  /** Nothing is to be added: the network has it all. */
  private boolean isWhole() {
    return shards == 1 && exchange == null;
  }

  private List<PartialSum> partialSums() {
    return stack.subList(0, height).stream()
        .map(sum -> new PartialSum(sum.shards, sum.gradients, sum.numbers))
        .toList();
  }

  private double[] numbers(double[] last) {
    int length = statistics.length() + 1;
    return last.length == length ? last : new double[length];
  }

  private Partial push() {
    if (height == stack.size()) {
      stack.add(new Partial(kernels.step(new AddSpec())));
    }
    return stack.get(height++);
  }

  private Tensor waiting(Partial partial) {
    if (partial.waiting == null) {
      long length = network.gradients().length();
      partial.waiting = Tensor.of(Detached.uninitialized(network.dataType(), length));
    }
    return partial.waiting;
  }

  /** Whether the two topmost are added. */
  private boolean meetsBelow() {
    return height > 1
        && SummationTree.meet(stack.get(height - 2).shards, stack.get(height - 1).shards, shards);
  }

  /**
   * Adds the two topmost. The sum of two numbers does not depend on which of them is first.
   *
   * @param here whether their sum is to lie in the network's gradients
   */
  private void addTopmost(boolean here) {
    Partial right = stack.get(--height);
    Partial left = stack.get(height - 1);
    for (int i = 0; i < left.numbers.length; i++) {
      left.numbers[i] += right.numbers[i];
    }
    INDArray sum = here ? right.gradients : left.gradients;
    INDArray other = here ? left.gradients : right.gradients;
    left.sum.bind(new Operands().with(LEFT, sum).with(RIGHT, other).with(OUTPUT, sum)).run();
    left.gradients = sum;
    left.shards = new ShardRange(left.shards.first(), right.shards.end());
  }

  @Override
  public void close() {
    for (Partial partial : stack) {
      if (partial.waiting != null) {
        partial.waiting.free();
      }
    }
    kernels.close();
  }
}
