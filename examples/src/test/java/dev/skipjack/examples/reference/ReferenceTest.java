package dev.skipjack.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.examples.reference.small.SmallAlexNet;
import dev.skipjack.examples.reference.small.SmallCifarResNet;
import dev.skipjack.examples.reference.small.SmallDenseNet;
import dev.skipjack.examples.reference.small.SmallFcDenseNet;
import dev.skipjack.examples.reference.small.SmallFcn;
import dev.skipjack.examples.reference.small.SmallFcn8s;
import dev.skipjack.examples.reference.small.SmallFpn;
import dev.skipjack.examples.reference.small.SmallGates;
import dev.skipjack.examples.reference.small.SmallLeNet;
import dev.skipjack.examples.reference.small.SmallMobile;
import dev.skipjack.examples.reference.small.SmallNorms;
import dev.skipjack.examples.reference.small.SmallResNet;
import dev.skipjack.examples.reference.small.SmallTowers;
import dev.skipjack.examples.reference.small.SmallTransformer;
import dev.skipjack.examples.reference.small.SmallUNet;
import dev.skipjack.examples.reference.small.SmallVgg;
import dev.skipjack.examples.reference.small.SmallVoVNet;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.LoadedPart;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One small network of each family against PyTorch in float64: evaluation outputs, training loss,
 * every gradient, running statistics. The files are written by {@code src/main/python/fixtures.py}.
 */
class ReferenceTest {
  private static final Map<DataType, Double> LIMITS =
      Map.of(DataType.DOUBLE, 1e-9, DataType.FLOAT, 1e-4);

  static Stream<Arguments> networks() {
    return Stream.of(
            Arguments.of("lenet", SmallLeNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("alexnet", SmallAlexNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("vgg", SmallVgg.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("resnet", SmallResNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of(
                "cifar_resnet", SmallCifarResNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("norms", SmallNorms.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("mobile", SmallMobile.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("gates", SmallGates.class, Objective.CLASSES, List.of("logits")),
            Arguments.of(
                "transformer", SmallTransformer.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("towers", SmallTowers.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("densenet", SmallDenseNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("vovnet", SmallVoVNet.class, Objective.CLASSES, List.of("logits")),
            Arguments.of("fcn", SmallFcn.class, Objective.PIXELS, List.of("aux", "out")),
            Arguments.of("fcn8s", SmallFcn8s.class, Objective.WEIGHTED_SUM, List.of("logits")),
            Arguments.of("unet", SmallUNet.class, Objective.WEIGHTED_SUM, List.of("logits")),
            Arguments.of(
                "fc_densenet", SmallFcDenseNet.class, Objective.WEIGHTED_SUM, List.of("logits")),
            Arguments.of(
                "fpn", SmallFpn.class, Objective.WEIGHTED_SUM, List.of("0", "1", "2", "pool")))
        .flatMap(
            network ->
                LIMITS.keySet().stream()
                    .map(
                        type ->
                            Arguments.of(
                                Stream.concat(Stream.of(network.get()), Stream.of(type))
                                    .toArray())));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void computesWhatPyTorchComputes(
      String file, Class<?> model, Objective objective, List<String> outputs, DataType type)
      throws IOException, URISyntaxException {
    Path path = Path.of(ReferenceTest.class.getResource(file + ".safetensors").toURI());
    Map<String, INDArray> expected = Safetensors.read(path, DataType.DOUBLE);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, type, 1)) {
      LoadedPart loaded =
          Weights.loadPart(
              network,
              path,
              name -> name.startsWith("weight.") ? name.substring("weight.".length()) : null);
      assertThat(loaded.kept()).isEmpty();
      assertThat(loaded.unused()).isEmpty();
      Map<Quantity, Differences> differences =
          new Comparison(network, outputs, objective, expected).run();
      assertThat(differences)
          .allSatisfy(
              (quantity, found) ->
                  assertThat(found.worst())
                      .as("%s: %s", quantity, found)
                      .isLessThanOrEqualTo(LIMITS.get(type)));
      assertThat(differences).containsKeys(Quantity.OUTPUT, Quantity.LOSS, Quantity.GRADIENT);
    }
  }
}
