package dev.skipjack.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.onnx.models.Classifiers;
import dev.skipjack.onnx.models.Maps;
import dev.skipjack.onnx.models.SeveralInputs;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What a file has beside numbers that agree. */
class OnnxTest {
  private static final double WHITE = 255;

  @TempDir Path directory;

  private static TrainingNetwork network(Class<?> model) {
    return GeneratedNetworks.forTraining(model, DataType.FLOAT, 1);
  }

  private Path file() {
    return directory.resolve("deep").resolve("model.onnx");
  }

  private static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private static List<String> shape(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(d -> d.getDimParam().isEmpty() ? Long.toString(d.getDimValue()) : d.getDimParam())
        .toList();
  }

  @Test
  void namesAreThoseOfFieldsAndWeightFiles() throws IOException {
    try (TrainingNetwork network = network(Classifiers.Connected.class)) {
      Onnx.save(network, file());
      ModelProto model = read(file());
      assertThat(model.getIrVersion()).isEqualTo(8);
      assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(18);
      assertThat(model.getGraph().getName()).isEqualTo("Connected");
      assertThat(model.getGraph().getInput(0).getName()).isEqualTo("images");
      assertThat(shape(model.getGraph().getInput(0))).containsExactly("N", "3", "16", "16");
      assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("logits");
      assertThat(shape(model.getGraph().getOutput(0))).containsExactly("N", "10");
      assertThat(
              model.getGraph().getInitializerList().stream()
                  .map(TensorProto::getName)
                  .filter(name -> !name.contains("/")))
          .containsExactlyElementsOf(
              network.parameterList().stream().map(Parameter::name).toList());
      assertThat(model.getGraph().getNodeList().stream().map(NodeProto::getName))
          .doesNotHaveDuplicates()
          .startsWith("stem.conv/Conv", "stem.norm/BatchNormalization", "stem/Relu")
          .contains("dense.layer2Norm1/BatchNormalization", "padded.block0Conv1/Conv", "sum/Add");
      assertThat(model.getGraph().getNode(0).getDocString())
          .isEqualTo("@Conv(out = 8, kernel = 3)");
    }
  }

  /** As the format wants it: a value is made once, before it is read. */
  @Test
  void everyValueIsMadeOnceBeforeItIsRead() throws IOException {
    for (Class<?> type :
        List.of(Classifiers.Plain.class, Classifiers.Blocks.class, Maps.AnySize.class)) {
      try (TrainingNetwork network = network(type)) {
        network.prepareWith(Preparation.of(Framing.CROP, network.inputChannels(), 32, 32));
        Onnx.of(network).withPreprocessing().save(file());
        ModelProto model = read(file());
        Set<String> known = new HashSet<>(List.of("images", ""));
        model.getGraph().getInitializerList().forEach(t -> known.add(t.getName()));
        for (NodeProto node : model.getGraph().getNodeList()) {
          assertThat(known).as(node.getName()).containsAll(node.getInputList());
          assertThat(known.add(node.getOutput(0))).as(node.getName()).isTrue();
        }
        model.getGraph().getOutputList().forEach(o -> assertThat(known).contains(o.getName()));
      }
    }
  }

  @Test
  void sizesOfImagesOfAnySizeAreNames() throws IOException {
    try (TrainingNetwork network = network(Maps.AnySize.class)) {
      Onnx.save(network, file());
      ModelProto model = read(file());
      assertThat(shape(model.getGraph().getInput(0))).containsExactly("N", "3", "H", "W");
      assertThat(model.getGraph().getOutputList().stream().map(OnnxTest::shape))
          .containsExactly(
              List.of("N", "4", "H", "W"),
              List.of("N", "4", "H", "W"),
              List.of("N", "4", "H", "W"),
              List.of("N", "2", "2*H", "2*W"),
              List.of("N", "3"),
              List.of("N", "3"));
      assertThat(model.getMetadataPropsList())
          .anySatisfy(
              entry -> {
                assertThat(entry.getKey()).isEqualTo("image_sizes");
                assertThat(entry.getValue()).contains("multiples of 4");
              });
    }
  }

  @Test
  void metadataSayWhatAPictureIs() throws Exception {
    try (TrainingNetwork network = network(Classifiers.Plain.class)) {
      network.prepareWith(
          Preparation.of(3, 19, 17)
              .normalized(new double[] {0.5, 0.25, 0}, new double[] {0.25, 0.5, 1})
              .withClasses(List.of("a \"b\"", "ç")));
      Onnx.save(network, file());
      try (RunsOnnx model = new RunsOnnx(file())) {
        Map<String, String> metadata = model.session().getMetadata().getCustomMetadata();
        assertThat(metadata)
            .containsEntry("model", "Plain")
            .containsEntry("architecture", network.architecture())
            .containsEntry("class_names", "[\"a \\\"b\\\"\",\"ç\"]")
            .containsEntry("mean", "[0.5,0.25,0.0]")
            .containsEntry("standard_deviation", "[0.25,0.5,1.0]")
            .containsKeys("preparation", "input", "parameters");
        assertThat(model.session().getMetadata().getProducerName()).isEqualTo("Skipjack");
      }
    }
  }

  @Test
  void preprocessingIsPartOfTheModelIfWanted() throws Exception {
    double[] mean = {0.5, 0.25, 0.1};
    double[] deviation = {0.25, 0.5, 0.2};
    try (TrainingNetwork network = network(Classifiers.Plain.class)) {
      network.prepareWith(Preparation.of(3, 19, 17).normalized(mean, deviation));
      Onnx.of(network).withPreprocessing().save(file());
      INDArray normalized = RunsOnnx.images(2, 3, 19, 17);
      INDArray samples = normalized.dup();
      for (int i = 0; i < mean.length; i++) {
        for (int image = 0; image < 2; image++) {
          samples.slice(image).slice(i).muli(deviation[i]).addi(mean[i]).muli(WHITE);
        }
      }
      try (InferenceNetwork ours = network.inference();
          RunsOnnx theirs = new RunsOnnx(file())) {
        RunsOnnx.Output expected =
            RunsOnnx.Output.of(Transforms.softmax(ours.predict(normalized).dup()));
        Map<String, RunsOnnx.Output> actual = theirs.run(samples);
        assertThat(actual).containsOnlyKeys("probabilities");
        RunsOnnx.assertClose("probabilities", actual.get("probabilities"), expected);
        double sum = 0;
        for (int i = 0; i < 7; i++) {
          sum += actual.get("probabilities").values()[i];
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  /** The images are prepared, what is beside them stays. */
  @Test
  void preprocessingIsOfTheImagesAlone() throws Exception {
    try (TrainingNetwork network = network(SeveralInputs.Siamese.class)) {
      double[] half = {0.5, 0.5, 0.5};
      network.prepareWith(Preparation.of(3, 19, 17).normalized(half, half));
      Onnx.of(network).withPreprocessing().save(file());
      INDArray images = RunsOnnx.images(2, 3, 19, 17);
      INDArray other = RunsOnnx.images(2, 3, 19, 17).muli(-1);
      INDArray table = RunsOnnx.images(2, 5);
      INDArray samples = images.mul(0.5).addi(0.5).muli(WHITE);
      try (InferenceNetwork ours = network.inference();
          RunsOnnx theirs = new RunsOnnx(file())) {
        RunsOnnx.Output expected =
            RunsOnnx.Output.of(
                Transforms.softmax(ours.predict(List.of(images, other, table)).dup()));
        Map<String, RunsOnnx.Output> actual =
            theirs.run(Map.of("images", samples, "other", other, "table", table));
        RunsOnnx.assertClose("probabilities", actual.get("probabilities"), expected);
      }
      ModelProto model = read(file());
      assertThat(model.getGraph().getInputList().stream().map(input -> input.getName()))
          .containsExactly("images", "other", "table");
      assertThat(shape(model.getGraph().getInput(2))).containsExactly("N", "5");
    }
  }

  @Test
  void whoDoesNotKnowThePreparationIsTold() {
    try (TrainingNetwork network = network(Classifiers.Plain.class)) {
      assertThatThrownBy(() -> Onnx.of(network).withPreprocessing())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Plain does not know how its pictures are normalized")
          .hasMessageContaining("network.prepareWith");
      network.prepareWith(Preparation.of(1, 19, 17));
      assertThatThrownBy(() -> Onnx.of(network).withPreprocessing())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("takes images of 3 channels, but is told to prepare pictures of 1");
    }
  }

  @Test
  void manyWeightsLieInAFileBesideIt() throws Exception {
    try (TrainingNetwork network = network(Classifiers.Connected.class)) {
      Onnx.of(network).save(file(), 0);
      Path data = file().resolveSibling("model.onnx.data");
      assertThat(data).exists();
      assertThat(Files.size(data) % 4096).isZero();
      for (TensorProto tensor : read(file()).getGraph().getInitializerList()) {
        if (!tensor.getName().contains("/")) {
          assertThat(tensor.getDataLocation()).isEqualTo(TensorProto.DataLocation.EXTERNAL);
          assertThat(tensor.getExternalData(0).getValue()).isEqualTo("model.onnx.data");
          assertThat(Long.parseLong(tensor.getExternalData(1).getValue()) % 4096).isZero();
        }
      }
      INDArray images = RunsOnnx.images(2, 3, 16, 16);
      Path whole = directory.resolve("whole.onnx");
      Onnx.save(network, whole);
      try (RunsOnnx apart = new RunsOnnx(file());
          RunsOnnx together = new RunsOnnx(whole)) {
        assertThat(apart.run(images).get("logits").values())
            .containsExactly(together.run(images).get("logits").values());
      }
    }
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws IOException {
    Path again = directory.resolve("again.onnx");
    try (TrainingNetwork network = network(Maps.Levels.class);
        TrainingNetwork equal = network(Maps.Levels.class);
        InferenceNetwork inference = equal.inference()) {
      Onnx.save(network, file());
      Onnx.save(inference, again);
    }
    assertThat(again).hasSameBinaryContentAs(file());
  }

  @Test
  void networksOfDoubleAreRounded() throws IOException {
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(Classifiers.Blocks.class, DataType.DOUBLE, 1)) {
      Onnx.save(network, file());
      TensorProto weight =
          read(file()).getGraph().getInitializerList().stream()
              .filter(t -> t.getName().equals("entry.weight"))
              .findFirst()
              .orElseThrow();
      assertThat(weight.getDataType()).isEqualTo(TensorProto.DataType.FLOAT_VALUE);
      Parameter first = network.parameterList().get(0);
      float value = (float) network.readOnly(first).ravel().getDouble(5);
      assertThat(
              Float.intBitsToFloat(
                  Integer.reverseBytes(
                      weight.getRawData().substring(20, 24).asReadOnlyByteBuffer().getInt())))
          .isEqualTo(value);
    }
  }

  /** The classes are ND4J's, and so is their name: one class of ours would change with them. */
  @Test
  void oneClassAloneSeesProtobuf() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/skipjack/onnx"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file).matches("(?s).*import (onnx|org\\.nd4j)\\..*"))
            .as(file.toString())
            .isEqualTo(file.endsWith("Protobuf.java"));
      }
    }
  }

  @Test
  void whatDivergedIsNotWritten() throws IOException {
    try (TrainingNetwork network = network(Classifiers.Blocks.class)) {
      Onnx.save(network, file());
      byte[] before = Files.readAllBytes(file());
      Parameter last = network.parameterList().get(network.parameterList().size() - 1);
      network.tensor(last).putScalar(1, Double.NaN);
      assertThatThrownBy(() -> Onnx.save(network, file()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Blocks is not exported to")
          .hasMessageContaining(last.name() + " has NaN");
      assertThat(Files.readAllBytes(file())).isEqualTo(before);
      try (Stream<Path> files = Files.list(file().getParent())) {
        assertThat(files).containsExactly(file());
      }
    }
  }

  @Test
  void aLayerOfTheUsersOwnIsRefusedByName() {
    try (TrainingNetwork network = network(Classifiers.WithOwnLayer.class)) {
      assertThatThrownBy(() -> Onnx.save(network, file()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'doubled: @Custom(Doubled.class)'")
          .hasMessageContaining("dev.skipjack.onnx.models.Classifiers.Doubled")
          .hasMessageContaining("or export a model without it");
      assertThat(file()).doesNotExist();
    }
  }
}
