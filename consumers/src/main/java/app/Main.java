package app;

import dev.skipjack.runtime.TrainingNetwork;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A step of training, and which native libraries of ND4J the build tool put on the class path. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    try (TrainingNetwork network = NetNetwork.forTraining(1)) {
      INDArray logits = network.forward(Nd4j.ones(DataType.FLOAT, 2, 1, 8, 8));
      network.backward(logits.dup());
      System.out.println("kernels: " + network.kernels().get(0).provider());
    }
    System.out.println(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).getFileName().toString())
            .filter(name -> name.startsWith("nd4j-native-1") || name.startsWith("openblas-"))
            .sorted()
            .collect(Collectors.joining(" ", "natives: ", "")));
  }
}
