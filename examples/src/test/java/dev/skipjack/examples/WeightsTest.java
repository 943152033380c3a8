package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Residual;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.weights.LoadedPart;
import dev.skipjack.runtime.weights.Partial;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Files that others wrote: with old names, for a part of a network, with a head of another size.
 */
class WeightsTest {
  @TempDir private Path directory;
  private Path file;

  @Model(input = @Input(channels = 2, height = 4, width = 4))
  static class Dense {
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @DenseBlock(layers = 11, growth = 2)
    Layer denseblock1;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer classifier;
  }

  @Model(input = @Input(channels = 2, height = 4, width = 4))
  static class Staged {
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @Residual(blocks = 2, out = 4)
    Layer body;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer head;
  }

  @BeforeEach
  void name() {
    file = directory.resolve("theirs.safetensors");
  }

  private static Map<String, INDArray> tensors(TrainingNetwork network) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      tensors.put(parameter.name(), network.tensor(parameter).dup());
    }
    return tensors;
  }

  /** What FLOAT learned predicts in DOUBLE too, where rounding is not to matter. */
  @Test
  void aFileOfFloatsPredictsInDouble() throws IOException {
    INDArray images = Nd4j.rand(DataType.DOUBLE, 2, 2, 4, 4);
    try (TrainingNetwork network = WeightsTest_StagedNetwork.forTraining(5);
        InferenceNetwork trained = network.inference()) {
      Weights.save(network, file);
      INDArray expected = trained.predict(images.castTo(DataType.FLOAT)).castTo(DataType.DOUBLE);
      try (InferenceNetwork exact = WeightsTest_StagedNetwork.forInference(DataType.DOUBLE, file)) {
        INDArray predicted = exact.predict(images);
        assertThat(predicted.dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(predicted.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
      }
    }
  }

  private void write(Map<String, INDArray> tensors, UnaryOperator<String> rename)
      throws IOException {
    Map<String, INDArray> renamed = new LinkedHashMap<>();
    tensors.forEach((name, array) -> renamed.put(rename.apply(name), array));
    Safetensors.write(file, renamed);
  }

  /** As torchvision's published DenseNets have it. */
  private static String old(String name) {
    return name.replace(".norm1.", ".norm.1.")
        .replace(".norm2.", ".norm.2.")
        .replace(".conv1.", ".conv.1.")
        .replace(".conv2.", ".conv.2.");
  }

  @Test
  void oldNamesOfDenseLayersAreUnderstood() throws IOException {
    try (TrainingNetwork theirs = WeightsTest_DenseNetwork.forTraining(1);
        TrainingNetwork ours = WeightsTest_DenseNetwork.forTraining(2)) {
      theirs.forward(Nd4j.rand(DataType.FLOAT, 2, 2, 4, 4)); // moves the running statistics
      write(tensors(theirs), WeightsTest::old);
      assertThat(Safetensors.read(file, DataType.FLOAT))
          .containsKeys(
              "denseblock1.denselayer11.norm.1.running_var",
              "denseblock1.denselayer1.conv.2.weight",
              "stem.weight");
      Weights.load(ours, file);
      assertThat(ours.parameters()).isEqualTo(theirs.parameters());
      assertThat(ours.runningStatistics()).isEqualTo(theirs.runningStatistics());
    }
  }

  @Test
  void errorsUseTheNamesOfTheFile() throws IOException {
    try (TrainingNetwork network = WeightsTest_StagedNetwork.forTraining(1)) {
      Map<String, INDArray> tensors = tensors(network);
      tensors.put("features.denseblock1.denselayer1.norm.1.weight", Nd4j.ones(3));
      tensors.put("body.1.bn2.running_mean", Nd4j.ones(5));
      tensors.remove("head.bias");
      Safetensors.write(file, tensors);
      assertThatThrownBy(() -> Weights.load(network, file))
          .isInstanceOf(IOException.class)
          .hasMessage(
              String.format(
                  "the weights in %s do not fit Staged:%n"
                      + "  misshapen   body.1.bn2.running_mean [5], expected [4]%n"
                      + "  missing     head.bias [3]%n"
                      + "  unexpected  features.denseblock1.denselayer1.norm.1.weight [3]",
                  file));
    }
  }

  @Test
  void anOldAndANewNameForOneTensorAreAnError() throws IOException {
    try (TrainingNetwork network = WeightsTest_DenseNetwork.forTraining(1)) {
      Map<String, INDArray> tensors = tensors(network);
      tensors.put("denseblock1.denselayer2.norm.1.bias", Nd4j.ones(6));
      Safetensors.write(file, tensors);
      assertThatThrownBy(() -> Weights.load(network, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "two tensors for denseblock1.denselayer2.norm1.bias:"
                  + " denseblock1.denselayer2.norm1.bias and denseblock1.denselayer2.norm.1.bias");
    }
  }

  @Test
  void aPartIsLoadedUnderItsPrefix() throws IOException {
    try (TrainingNetwork theirs = WeightsTest_StagedNetwork.forTraining(1);
        TrainingNetwork ours = WeightsTest_StagedNetwork.forTraining(2)) {
      Map<String, INDArray> stage = new LinkedHashMap<>();
      tensors(theirs)
          .forEach(
              (name, array) -> {
                if (name.startsWith("body.")) {
                  stage.put(name.substring("body.".length()), array);
                }
              });
      stage.put("1.conv2.weight", Nd4j.ones(4, 4, 1, 1));
      stage.put("fc.weight", Nd4j.ones(10, 4));
      Safetensors.write(file, stage);
      Map<String, INDArray> expected = new TreeMap<>(tensors(ours));
      tensors(theirs)
          .forEach(
              (name, array) -> {
                if (name.startsWith("body.") && !name.equals("body.1.conv2.weight")) {
                  expected.put(name, array);
                }
              });

      INDArray before = ours.parameters().dup();
      assertThatThrownBy(() -> Weights.loadPart(ours, file, "body."))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("do not fit Staged:")
          .hasMessageContaining("misshapen   1.conv2.weight [4x4x1x1], expected [4x4x3x3]")
          .hasMessageContaining("Partial.allow");
      assertThat(ours.parameters()).isEqualTo(before);

      LoadedPart part =
          Weights.load(
              ours,
              file,
              Partial.allow(Partial.missing(), Partial.unexpected(), Partial.otherShape())
                  .renamed("body."::concat));
      assertThat(tensors(ours)).containsExactlyInAnyOrderEntriesOf(expected);
      assertThat(part.loaded()).hasSize(19).contains("body.0.bn1.running_var");
      assertThat(part.unused())
          .containsExactly(
              "1.conv2.weight [4x4x1x1]: the network has body.1.conv2.weight [4x4x3x3]",
              "fc.weight [10x4]: the network has no body.fc.weight");
      assertThat(part.kept())
          .containsExactly(
              "stem.weight [4x2x3x3]",
              "stem.bias [4]",
              "body.1.conv2.weight [4x4x3x3]",
              "head.weight [3x4]",
              "head.bias [3]");
      assertThat(part)
          .hasToString("19 tensors loaded, 5 kept; not used: " + String.join("; ", part.unused()));
    }
  }

  @Test
  void aPartIsTakenOutOfALargerFile() throws IOException {
    try (TrainingNetwork theirs = WeightsTest_StagedNetwork.forTraining(1);
        TrainingNetwork ours = WeightsTest_StagedNetwork.forTraining(2)) {
      write(tensors(theirs), name -> "detector." + name);
      LoadedPart part =
          Weights.loadPart(
              ours,
              file,
              name -> name.contains("head") ? null : name.substring("detector.".length()));
      assertThat(part.unused()).isEmpty();
      assertThat(part.kept()).containsExactly("head.weight [3x4]", "head.bias [3]");
      Map<String, INDArray> expected = tensors(theirs);
      tensors(ours)
          .forEach(
              (name, array) ->
                  assertThat(array.equals(expected.get(name)))
                      .as(name)
                      .isEqualTo(!name.startsWith("head.weight")));
    }
  }

  @Test
  void aPartThatFitsNowhereIsAnError() throws IOException {
    try (TrainingNetwork network = WeightsTest_StagedNetwork.forTraining(1)) {
      write(tensors(network), name -> name);
      INDArray before = network.parameters().dup();
      assertThatThrownBy(() -> Weights.loadPart(network, file, "backbone."))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("fit nowhere into Staged:")
          .hasMessageContaining("missing     stem.weight [4x2x3x3]")
          .hasMessageContaining("unexpected  stem.weight [4x2x3x3]");
      assertThat(network.parameters()).isEqualTo(before);
    }
  }
}
