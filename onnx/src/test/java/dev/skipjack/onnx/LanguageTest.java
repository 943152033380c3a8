package dev.skipjack.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.onnx.models.Classifiers;
import dev.skipjack.onnx.models.Maps;
import dev.skipjack.onnx.models.Sequences;
import dev.skipjack.onnx.models.SeveralInputs;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** ONNX Runtime predicts what we predict, with every annotation there is. */
class LanguageTest {
  /** What says something of annotations, or of none that computes. */
  private static final Set<String> NO_LAYERS = Set.of("Layer", "LayerOrder", "Budget", "Shortcut");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      classes = {
        Classifiers.Plain.class,
        Classifiers.Normed.class,
        Classifiers.NormedAnySize.class,
        Classifiers.Activated.class,
        Classifiers.Connected.class,
        Classifiers.Blocks.class,
        Maps.Resized.class,
        Maps.Rectangles.class,
        Maps.Upper.class,
        Maps.AnySize.class,
        Maps.Levels.class,
        Maps.Placed.class,
        Maps.Stages.class,
        SeveralInputs.Siamese.class,
        SeveralInputs.Scaled.class,
        Sequences.Transformer.class,
        Sequences.Pixels.class,
        Sequences.RelativePositions.class
      })
  void predictsTheSame(Class<?> model) throws Exception {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      List<long[]> shapes = new ArrayList<>();
      int channels = network.inputChannels();
      if (network.imageSizes().isEmpty()) {
        shapes.add(new long[] {1, channels, network.inputHeight(), network.inputWidth()});
        shapes.add(new long[] {3, channels, network.inputHeight(), network.inputWidth()});
      } else {
        shapes.add(new long[] {1, channels, 32, 40});
        shapes.add(new long[] {3, channels, 64, 24});
      }
      RunsOnnx.assertAgrees(network, directory.resolve("model.onnx"), shapes);
    }
  }

  @Test
  void everyAnnotationIsTried() throws Exception {
    StringBuilder models = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/test/java/dev/skipjack/onnx/models"))) {
      for (Path file : files.toList()) {
        models.append(Files.readString(file));
      }
    }
    List<String> missing = new ArrayList<>();
    try (Stream<Path> files =
        Files.list(Path.of("../annotations/src/main/java/dev/skipjack/annotations"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        boolean used = models.toString().matches("(?s).*(@" + name + "\\b|\\b" + name + "\\.).*");
        if (!used && !NO_LAYERS.contains(name) && !name.contains("-")) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
