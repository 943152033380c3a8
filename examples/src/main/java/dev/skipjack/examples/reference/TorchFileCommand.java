package dev.skipjack.examples.reference;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Loads what {@code torch.save} wrote, and compares outputs with those that torch computed. */
@Command(
    name = "torch-file",
    description = "Loads NETWORK.pth and compares outputs with NETWORK.safetensors of pth.py.",
    mixinStandardHelpOptions = true)
public final class TorchFileCommand implements Callable<Integer> {
  private static final double LIMIT = 1e-4;

  @Parameters(index = "0", description = "The directory that pth.py wrote to.")
  private Path directory;

  @Parameters(index = "1", description = "The simple name of its class here.")
  private String network;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TorchFileCommand()).execute(arguments));
  }

  /**
   * @return 0 if the error is within its limit, otherwise 1
   */
  @Override
  public Integer call() throws IOException {
    Path weights = directory.resolve(network + ".pth");
    Map<String, INDArray> torch =
        Safetensors.read(directory.resolve(network + ".safetensors"), DataType.DOUBLE);
    Class<?> model = TorchvisionNetworks.model(network);
    Differences ours = new Differences();
    Differences theirs = new Differences();
    int tensors;
    try (InferenceNetwork inference = GeneratedNetworks.forInference(model, weights)) {
      tensors = inference.parameterList().size();
      inference.predict(torch.get("input").castTo(DataType.FLOAT));
      List<INDArray> outputs = inference.outputs();
      for (int i = 0; i < outputs.size(); i++) {
        String name = inference.outputNames().get(i);
        ours.add(name, outputs.get(i), torch.get("exact." + i));
        theirs.add(name, torch.get("rounded." + i), torch.get("exact." + i));
      }
    }
    boolean within = ours.worst() <= LIMIT; // not if it is NaN
    System.out.printf(
        Locale.ROOT,
        "%-17s %,12d bytes, %4d tensors loaded, worst error of an output %.1e (torch float32 %.1e), limit %.0e  %s%n",
        network,
        Files.size(weights),
        tensors,
        ours.worst(),
        theirs.worst(),
        LIMIT,
        within ? "ok" : "TOO LARGE");
    return within ? 0 : 1;
  }
}
