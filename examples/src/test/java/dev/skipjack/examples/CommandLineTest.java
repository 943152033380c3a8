package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.TrainingNetwork;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;

/** The command line, and the networks that it offers. */
class CommandLineTest {
  @TempDir private Path directory;

  private static String run(int expected, String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine line = Skipjack.commandLine().setErr(new PrintWriter(errors, true));
    assertThat(line.execute(arguments)).as(errors.toString()).isEqualTo(expected);
    return errors.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "LENET5, 61706",
    "RESNET20, 269722",
    "DENSENET_BC_22, 71686",
    "DENSENET_BC_40, 176122",
    "DENSENET_BC_100, 769162"
  })
  void networksHaveTheirPapersSizes(ExampleNetwork example, long parameters) {
    try (TrainingNetwork network = example.train(1)) {
      assertThat(network.parameters().length()).isEqualTo(parameters);
    }
  }

  @ParameterizedTest
  @EnumSource(ExampleNetwork.class)
  void everyNetworkTakesAStep(ExampleNetwork example) {
    try (TrainingNetwork network = example.train(1)) {
      network.forward(Nd4j.rand(DataType.FLOAT, 2, network.inputChannels(), 32, 32));
      network.backward(Nd4j.ones(DataType.FLOAT, 2, 10));
      double norm = network.gradients().norm2Number().doubleValue();
      assertThat(norm).isFinite().isPositive();
      assertThat(network.runningStatistics().isNaN().any()).isFalse();
    }
  }

  @Test
  void mistakesOfUsersAreExplained() {
    String missing = directory.resolve("no.safetensors").toString();
    assertThat(run(2, "evaluate", "--weights", missing)).contains(missing);
    assertThat(run(2, "train", "--network", "alexnet"))
        .contains("'alexnet' is none of [lenet5, cifar-vgg11, resnet20");
    assertThat(run(2, "train", "--set", "cifar10"))
        .contains("only a part of fashion-mnist is embedded")
        .contains("cifar10 with --data");
    assertThat(run(2, "predict")).contains("Missing required parameter: 'IMAGE'");
  }

  /** A small picture serves: it is scaled to the size of the Earth's. */
  @Test
  void segmentNeedsItsPictures() throws IOException {
    assertThat(run(2, "segment")).contains("Missing required option: '--data=");
    assertThat(run(2, "segment", "--data", directory.toString())).contains("earth-night.jpg");
    BufferedImage picture = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    picture.createGraphics().fillRect(7, 3, 20, 9);
    ImageIO.write(picture, "jpg", directory.resolve("earth-night.jpg").toFile());
    ImageIO.write(picture, "png", directory.resolve("earth-water.png").toFile());
    String data = directory.toString();
    run(0, "segment", "--data", data, "--epochs", "1", "--crops", "4", "--crop-size", "16");
  }

  @Test
  void detectNeedsNothing() {
    run(0, "detect", "--epochs", "1", "--scenes", "16", "--batch", "8");
    assertThat(run(2, "detect", "--scenes", "8", "--batch", "16"))
        .contains("8 scenes are no batch of 16");
  }

  @Test
  void divergenceIsAMistakeOfTheUser() {
    String file = directory.resolve("lost.safetensors").toString();
    assertThat(run(2, "train", "--network", "lenet5", "--learning-rate", "1e40", "--weights", file))
        .startsWith("the loss of LeNet5 became NaN in epoch 1")
        .contains("lower the learning rate")
        .doesNotContain("Exception");
    assertThat(run(2, "detect", "--scenes", "64", "--batch", "8", "--learning-rate", "1e40"))
        .isEqualToNormalizingNewlines("the loss became NaN: lower the learning rate\n");
  }

  @Test
  void doctorAndSummaryRun() {
    run(0, "doctor", "--network", "resnet20");
    run(0, "summary", "--network", "densenet-bc-100");
    run(0, "summary", "--network", "ResNet50");
    assertThat(run(2, "summary", "--network", "resnet50"))
        .contains("'resnet50' is none of [lenet5")
        .contains("docs/networks.md");
  }

  /** Whose classes a JVM without the Vector API cannot even load. */
  @Test
  void theDoctorSaysWhatWouldMakeKernelsFast() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Skipjack.class.getName(),
                "doctor")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("simd: the JVM runs without the Vector API: add --add-modules")
        .contains("nd4j: in use");
  }
}
