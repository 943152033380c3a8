package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What differs between a file and a network is allowed by name, or refused. */
class PartialTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("net.safetensors");
  }

  private static Map<String, INDArray> tensors(Network network) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      tensors.put(parameter.name(), network.tensor(parameter).dup());
    }
    return tensors;
  }

  private void refuse(Network network, Partial partial, String... reasons) {
    Map<String, INDArray> before = tensors(network);
    assertThatThrownBy(() -> Weights.load(network, file, partial))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons);
    assertThat(tensors(network)).isEqualTo(before);
  }

  @Test
  void eachDifferenceIsAllowedByItsKindAndName() throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      Map<String, INDArray> tensors = tensors(saved);
      tensors.put("conv.weight", Nd4j.ones(500, 4));
      tensors.remove("bn.running_mean");
      tensors.put("fc.bias", Nd4j.ones(3));
      tensors.put("bn.running_var", Nd4j.valueArrayOf(3, 7f));
      Safetensors.write(file, tensors);

      String shape = "misshapen   conv.weight [500x4], expected [500x400]";
      String missing = "missing     bn.running_mean [3]";
      String unexpected = "unexpected  fc.bias [3]";
      refuse(network, Partial.allow(), shape, missing, unexpected, "told by Partial.allow");
      refuse(network, Partial.allow(Partial.missing(), Partial.unexpected()), shape);
      refuse(network, Partial.allow(Partial.missing(), Partial.otherShape()), unexpected);
      refuse(network, Partial.allow(Partial.unexpected(), Partial.otherShape()), missing);
      refuse(
          network,
          Partial.allow(
              Partial.missing("conv.*"), Partial.unexpected("fc.*"), Partial.otherShape()),
          missing);

      INDArray before = tensors(network).get("conv.weight");
      LoadedPart part =
          Weights.load(
              network,
              file,
              Partial.allow(
                  Partial.missing("bn.*_mean"),
                  Partial.unexpected("fc.*"),
                  Partial.otherShape("conv.weight")));
      assertThat(part.loaded()).containsExactly("bn.running_var");
      assertThat(part.kept()).containsExactly("conv.weight [500x400]", "bn.running_mean [3]");
      assertThat(part.unused())
          .containsExactly(
              "conv.weight [500x4]: the network has conv.weight [500x400]",
              "fc.bias [3]: the network has no fc.bias");
      assertThat(tensors(network).get("conv.weight")).isEqualTo(before);
      assertThat(tensors(network).get("bn.running_var").getDouble(1)).isEqualTo(7);
    }
  }

  @Test
  void allButAHeadLeavesItThoughItFits() throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2, "other")) {
      saved.tensor(saved.parameterList().get(1)).assign(5);
      Weights.save(saved, file);
      INDArray before = tensors(network).get("conv.weight");
      LoadedPart part = Weights.load(network, file, Partial.allBut("conv.*"));
      assertThat(part.loaded()).containsExactly("bn.running_mean", "bn.running_var");
      assertThat(part.unused()).containsExactly("conv.weight [500x400]: left out");
      assertThat(part.kept()).containsExactly("conv.weight [500x400]");
      assertThat(tensors(network).get("conv.weight")).isEqualTo(before);
      assertThat(tensors(network).get("bn.running_mean").getDouble(0)).isEqualTo(5);
    }
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 1)) {
      refuse(network, Partial.allBut("bn.*", "conv"), "misnamed    conv, to be left out");
    }
    assertThatThrownBy(Partial::allBut)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fc.*");
  }

  @Test
  void aDotIsADot() throws IOException {
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 1)) {
      Map<String, INDArray> tensors = tensors(network);
      tensors.put("fcx", Nd4j.ones(3));
      Safetensors.write(file, tensors);
      refuse(network, Partial.allow(Partial.unexpected("fc.*", "fc.")), "unexpected  fcx [3]");
    }
  }

  @Test
  void weightsOfAnotherArchitectureAreRefusedThoughTheyFit() throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1, "stride 1");
        BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2, "stride 2")) {
      Weights.save(saved, file);
      String[] reasons = {
        "the names and shapes of Norm",
        "strides",
        "then stride 1, now stride 2",
        "otherArchitecture"
      };
      refuse(network, Partial.allow(Partial.missing()), reasons);
      Map<String, INDArray> before = tensors(network);
      assertThatThrownBy(() -> Weights.load(network, file)).hasMessageContainingAll(reasons);
      assertThatThrownBy(() -> StagedWeights.read(network, file)).hasMessageContainingAll(reasons);
      assertThat(tensors(network)).isEqualTo(before);
      Weights.load(network, file, Partial.allow(Partial.otherArchitecture()));
      assertThat(tensors(network)).isEqualTo(tensors(saved));
      Safetensors.write(file, tensors(network)); // as others write it, who do not know
      Weights.load(network, file);
    }
  }

  @Test
  void aCopyIsOfTheSameArchitectureOrNothing() {
    try (BatchNormNetwork from = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork to = new BatchNormNetwork(DataType.FLOAT, 2);
        BatchNormNetwork other = new BatchNormNetwork(DataType.FLOAT, 3, "other");
        BatchNormNetwork exact = new BatchNormNetwork(DataType.DOUBLE, 4)) {
      Weights.copy(from, to);
      assertThat(tensors(to)).isEqualTo(tensors(from));
      Map<String, INDArray> before = tensors(other);
      assertThatThrownBy(() -> Weights.copy(from, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("something else with the same tensors");
      assertThat(tensors(other)).isEqualTo(before);
      assertThatThrownBy(() -> Weights.copy(from, exact)).hasMessageContaining("other types");
    }
  }
}
