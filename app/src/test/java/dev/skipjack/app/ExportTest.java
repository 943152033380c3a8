package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code export} writes as ONNX. */
class ExportTest {
  private static final int PIXELS = 8 * 8;

  @TempDir private static Path trained;
  @TempDir private Path directory;

  @BeforeAll
  static void train() {
    run(squares(), 0, "train", "-w", weights(), "--epochs", 8, "--batch", 4);
  }

  private static Path weights() {
    return trained.resolve("net.safetensors");
  }

  private Path model() {
    return directory.resolve("new").resolve("net.onnx");
  }

  /** Red is the first class that this network was taught. */
  @Test
  void othersRunWhatWasTrained() throws OrtException {
    assertThat(run(squares(), 0, "export", "-w", weights(), "-o", model(), "--preprocessing").out())
        .isEqualTo(String.format("saved    %s: SmallNet as ONNX, %s%n", model(), weights()));
    float[] red = new float[3 * PIXELS];
    Arrays.fill(red, 0, PIXELS, 255);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model().toString(), options);
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(red), new long[] {1, 3, 8, 8});
        OrtSession.Result result = session.run(Map.of("images", input))) {
      float[][] probabilities = (float[][]) result.get("probabilities").orElseThrow().getValue();
      assertThat(probabilities[0][0]).isGreaterThan(probabilities[0][1]);
      assertThat(probabilities[0][0]).isGreaterThan(probabilities[0][2]);
      assertThat(session.getMetadata().getCustomMetadata()).containsKey("class_names");
    }
  }

  @Test
  void checkpointsAreExportedWithoutAFileBetween() {
    Path checkpoints = directory.resolve("checkpoints");
    Path other = directory.resolve("other.safetensors");
    run(
        squares(),
        0,
        "train",
        "-w",
        other,
        "--epochs",
        1,
        "--batch",
        4,
        "--checkpoints",
        checkpoints);
    assertThat(run(squares(), 0, "export", "--checkpoints", checkpoints, "-o", model()).out())
        .startsWith("saved    " + model() + ": SmallNet as ONNX, the weights of " + checkpoints);
    assertThat(model()).isNotEmptyFile();
  }

  @Test
  void whatIsMissingOrWrongIsSaid() {
    assertThat(run(squares(), 2, "export", "-w", weights()).errors())
        .contains("--checkpoints PATH, or writes --output FILE.onnx");
    assertThat(run(squares(), 2, "export", "-w", weights(), "-o", "net.safetensors").errors())
        .contains("a name that ends with '.onnx', got 'net.safetensors'", "--weights FILE");
    assertThat(run(squares(), 2, "export", "--checkpoints", directory, "--preprocessing").errors())
        .contains("--preprocessing is for --output FILE.onnx");
    assertThat(run(squares(), 2, "export", "-w", "none.safetensors", "-o", model()).errors())
        .contains("there are no weights of SmallNet")
        .doesNotContain("\tat ");
    assertThat(Files.exists(model())).isFalse();
  }
}
