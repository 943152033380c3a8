package dev.skipjack.examples.reference;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares networks with what {@code reference.py write} computed. */
@Command(
    name = "compare",
    description = "Compares a network with the tensors that reference.py wrote.",
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
  private static final double LARGEST_STEP = 1e-2;

  @Parameters(index = "0", description = "The directory that reference.py wrote to.")
  private Path directory;

  @Parameters(index = "1", description = "One of ${COMPLETION-CANDIDATES}.")
  private ReferenceNetwork reference;

  private boolean failed;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CompareCommand()).execute(arguments));
  }

  /**
   * @return 0 if every error is within its limit, otherwise 1
   */
  @Override
  public Integer call() throws IOException {
    directory = directory.resolve(reference.title);
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Weights.checkWritable(exported(type));
      Weights.checkWritable(predicted(type));
    }
    // The exact values, for both types: the weights are the same.
    Map<String, INDArray> exact =
        Safetensors.read(directory.resolve("expected.safetensors"), DataType.DOUBLE);
    compare(DataType.DOUBLE, exact);
    compare(DataType.FLOAT, exact);
    return failed ? 1 : 0;
  }

  private void compare(DataType type, Map<String, INDArray> exact) throws IOException {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(reference.model, type, 1)) {
      Weights.load(network, directory.resolve("weights.safetensors"));
      Comparison comparison =
          new Comparison(network, reference.outputs, reference.objective, exact);
      comparison
          .run()
          .forEach(
              (quantity, differences) -> {
                double rounding = exact.get("rounding." + quantity.kind()).getDouble(0);
                report(type, quantity, differences, rounding);
              });
      reportKernels(network);
      step(network);
      export(network, comparison, exact.get("input"));
    }
  }

  /**
   * @param rounding the largest error of PyTorch's own float32
   */
  private void report(DataType type, Quantity quantity, Differences differences, double rounding) {
    double limit = quantity.limit(type);
    boolean within = differences.worst() <= limit; // not if it is NaN
    failed |= !within;
    System.out.printf(
        Locale.ROOT,
        "%-18s%-7s%-22s%s  limit %.0e  %s%s%n",
        reference,
        type,
        quantity,
        differences,
        limit,
        within ? "ok" : "TOO LARGE",
        type == DataType.FLOAT
            ? String.format(Locale.ROOT, "  (torch float32 %.1e)", rounding)
            : "");
  }

  /** How many kernels of the network are whose. */
  private void reportKernels(TrainingNetwork network) {
    Map<String, Long> counts =
        network.kernels().stream()
            .collect(groupingBy(KernelChoice::provider, TreeMap::new, counting()));
    System.out.printf(
        Locale.ROOT, "%-18s%-7skernels by provider: %s%n", reference, network.dataType(), counts);
  }

  /** So that no parameter is what was loaded, and none far from it. */
  private static void step(TrainingNetwork network) {
    double rate = LARGEST_STEP / Differences.largest(network.gradients());
    try (Optimizer.State sgd = Sgd.plain().open(network.trainableLength(), network.dataType())) {
      sgd.step(network.trainable(), network.gradients(), rate);
    }
  }

  private void export(TrainingNetwork network, Comparison comparison, INDArray images)
      throws IOException {
    Weights.save(network, exported(network.dataType()));
    try (InferenceNetwork inference = network.inference()) {
      inference.predict(images.castTo(network.dataType()));
      Safetensors.write(predicted(network.dataType()), comparison.outputs(inference.outputs()));
    }
  }

  private Path exported(DataType type) {
    return directory.resolve("exported-" + type.name().toLowerCase(Locale.ROOT) + ".safetensors");
  }

  private Path predicted(DataType type) {
    return directory.resolve("predicted-" + type.name().toLowerCase(Locale.ROOT) + ".safetensors");
  }
}
