package dev.skipjack.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is measured: one training step or one prediction on a batch.
 *
 * @param batch images in it
 */
public record BenchmarkCase(BenchmarkNetwork network, Task task, int batch) {
  /** What a step consists of. */
  public enum Task {
    /** Forward, softmax cross-entropy, backward, stochastic gradient descent with momentum. */
    TRAIN(3),
    /** Forward with running statistics. */
    INFER(1);

    private final int passes;

    Task(int passes) {
      this.passes = passes;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The comparison of a full run. */
  public static final List<BenchmarkCase> ALL =
      List.of(
          new BenchmarkCase(BenchmarkNetwork.DENSENET_BC_100, Task.TRAIN, 64),
          new BenchmarkCase(BenchmarkNetwork.DENSENET_BC_100, Task.INFER, 64),
          new BenchmarkCase(BenchmarkNetwork.DENSENET_BC_100, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.RESNET_20, Task.TRAIN, 128),
          new BenchmarkCase(BenchmarkNetwork.DENSENET_121, Task.TRAIN, 8),
          new BenchmarkCase(BenchmarkNetwork.DENSENET_121, Task.INFER, 8),
          new BenchmarkCase(BenchmarkNetwork.DENSENET_121, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.RESNET_18, Task.TRAIN, 8),
          new BenchmarkCase(BenchmarkNetwork.RESNET_18, Task.INFER, 8),
          new BenchmarkCase(BenchmarkNetwork.RESNET_18, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.RESNET_50, Task.TRAIN, 8),
          new BenchmarkCase(BenchmarkNetwork.RESNET_50, Task.INFER, 8),
          new BenchmarkCase(BenchmarkNetwork.RESNET_50, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.VGG_11_BN, Task.TRAIN, 8),
          new BenchmarkCase(BenchmarkNetwork.VGG_11_BN, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.MOBILENET, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.MOBILENET_V2, Task.TRAIN, 32),
          new BenchmarkCase(BenchmarkNetwork.MOBILENET_V2, Task.INFER, 8),
          new BenchmarkCase(BenchmarkNetwork.MOBILENET_V2, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.EFFICIENTNET_B0, Task.INFER, 8),
          new BenchmarkCase(BenchmarkNetwork.EFFICIENTNET_B0, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.CONVNEXT_TINY, Task.INFER, 1),
          new BenchmarkCase(BenchmarkNetwork.VIT_B_16, Task.INFER, 1));

  /**
   * @param text as {@link #toString} writes it
   * @throws IllegalArgumentException if it names no network or task, or the batch is no number
   */
  public static BenchmarkCase parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 3 && parts[2].matches("[1-9][0-9]{0,4}")) {
      for (BenchmarkNetwork network : BenchmarkNetwork.values()) {
        for (Task task : Task.values()) {
          if (network.toString().equals(parts[0]) && task.toString().equals(parts[1])) {
            return new BenchmarkCase(network, task, Integer.parseInt(parts[2]));
          }
        }
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "'%s' is no case; write NETWORK/train/BATCH or NETWORK/infer/BATCH with a network of %s",
            text,
            Arrays.toString(BenchmarkNetwork.values())));
  }

  /**
   * Floating-point operations of a step, in 10⁹: two for each multiply-add. A backward pass counts
   * as two forward passes, the usual convention.
   */
  public double gigaflops() {
    return 2e-9 * network.multiplyAdds() * task.passes * batch;
  }

  /**
   * The most that our JVM may use, 2^20 bytes each: for predictions little, and the images, which
   * are drawn there. Others have the network's for all cases.
   */
  int heapMegabytes() {
    if (task == Task.TRAIN) {
      return network.heapMegabytes();
    }
    long floats = (long) batch * BenchmarkNetwork.CHANNELS * network.size() * network.size();
    return network.predictionMegabytes() + (int) (floats * Float.BYTES >> 20);
  }

  @Override
  public String toString() {
    return network + "/" + task + "/" + batch;
  }
}
