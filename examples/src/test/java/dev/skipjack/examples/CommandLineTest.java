package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.app.Ranges;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line, and the networks that it offers. */
class CommandLineTest {
  /** Numbers that may be 0. */
  private static final List<String> MAY_BE_NONE =
      List.of("--weight-decay", "--warm-up", "--port", "--delay-ms");

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
    assertThat(run(2, "train", "--network", "alexnet"))
        .contains("'alexnet' is none of [lenet5, cifar-vgg11, resnet20");
    assertThat(run(2, "train", "--set", "cifar10"))
        .contains("only a part of fashion-mnist is embedded")
        .contains("cifar10 with --data");
    assertThat(run(2, "predict")).contains("Missing required parameter: 'IMAGE'");
  }

  /** What was looked for, and what makes it. */
  @Test
  void missingWeightsAreExplained() {
    String missing = directory.resolve("no.safetensors").toString();
    for (String command : new String[] {"evaluate", "predict"}) {
      List<String> arguments = new ArrayList<>(List.of(command, "--weights", missing));
      if (command.equals("predict")) {
        arguments.add("picture.png");
      }
      assertThat(run(2, arguments.toArray(String[]::new)))
          .contains("there are no weights of densenet-bc-22: looked for " + missing)
          .contains("'skipjack train --network densenet-bc-22 --weights " + missing + "'");
    }
  }

  /** Of every command that reads files. */
  @Test
  void missingFilesAreSaidToBeMissing() throws IOException {
    Path weights = directory.resolve("weights.safetensors");
    try (TrainingNetwork network = ExampleNetwork.LENET5.train(1)) {
      Weights.save(network, weights);
    }
    String missing = directory.resolve("missing").toString();
    String file = weights.toString();
    String[][] commands = {
      {"predict", "-n", "lenet5", "-w", file, missing},
      {"evaluate", "-n", "lenet5", "-w", file, "--data", missing},
      {"train", "-n", "lenet5", "-w", file, "--data", missing},
      {"train", "-n", "lenet5", "-w", file, "--set", "cifar10", "--data", missing},
      {"segment", "--data", missing},
      {"detect", "--data", missing},
      {"story", "batch-norm", "--data", missing}
    };
    for (String[] arguments : commands) {
      assertThat(run(2, arguments))
          .as(String.join(" ", arguments))
          .containsPattern(
              "(no|not|missing|cannot)\\b.* .*"
                  + Pattern.quote(missing)
                  + "|"
                  + Pattern.quote(missing)
                  + "\\S* .*\\b(no|not|missing)\\b");
    }
  }

  /** One that the file system says no to is found before a picture or an image is read. */
  @Test
  void whatCannotBeWrittenIsFoundBeforeTheWork() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    String inFile = file.resolve("weights.safetensors").toString();
    String noData = directory.resolve("no-data").toString();
    assertThat(run(2, "train", "--weights", inFile, "--data", noData))
        .contains(file.toString())
        .doesNotContain("no-data");
  }

  private static Stream<Arguments> numbers() {
    return Skipjack.commandLine().getSubcommands().entrySet().stream()
        .flatMap(
            command ->
                command.getValue().getCommandSpec().options().stream()
                    .filter(CommandLineTest::isNumber)
                    .map(option -> Arguments.of(command.getKey(), option)));
  }

  private static boolean isNumber(OptionSpec option) {
    Class<?> type = option.auxiliaryTypes()[0];
    return Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class;
  }

  /** Every number of every command, before its work begins. */
  @ParameterizedTest
  @MethodSource("numbers")
  void numbersOutOfRangeAreRefused(String command, OptionSpec option) {
    String name = option.longestName();
    String range = Ranges.describe(option).orElse("no range");
    assertThat(range).as("%s %s", command, name).isNotEqualTo("no range");
    List<String> wrong = new ArrayList<>(List.of("NaN", "1e400", "-1e400", "two"));
    if (!name.startsWith("--seed")) {
      wrong.add("-1");
    }
    if (!name.startsWith("--seed") && !MAY_BE_NONE.contains(name)) {
      wrong.add("0");
    }
    if (!name.startsWith("--seed") && !range.equals("a finite number above 0")) {
      wrong.add("2147483647");
    }
    if (name.equals("--crop-size")) {
      wrong.add("12");
    }
    for (String value : wrong) {
      List<String> arguments = new ArrayList<>(List.of(command, name + "=" + value));
      switch (command) {
        case "segment" -> arguments.add("--data=" + directory.resolve("none"));
        case "story" -> arguments.add("batch-norm");
        case "predict" -> arguments.add("picture.png");
        default -> {}
      }
      assertThat(run(2, arguments.toArray(String[]::new)))
          .contains("'" + name)
          .contains("It takes " + range)
          .contains("'" + value + "'")
          .contains("Try 'skipjack " + command + " --help'")
          .doesNotContain("\tat ");
    }
  }

  /** Of each command that takes numbers, so that one without a range would be seen. */
  @Test
  void thereAreNumbersToRefuse() {
    assertThat(numbers().map(arguments -> arguments.get()[0]).distinct())
        .containsExactlyInAnyOrder("train", "predict", "serve", "segment", "detect", "story");
    assertThat(numbers()).hasSizeGreaterThan(18);
  }

  @Test
  void theVersionIsSaid() {
    for (String[] arguments : new String[][] {{"--version"}, {"train", "--version"}}) {
      assertThat(said(arguments))
          .matches(
              Pattern.compile(
                  "skipjack \\d+\\.\\d+\\S*\\RND4J \\d+\\.\\d+\\S*\\RJDK "
                      + Pattern.quote(Runtime.version().toString())
                      + ".*\\R"));
    }
  }

  /** What a command prints that ends well. */
  private static String said(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      run(0, arguments);
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Weights so large that the logits overflow; the file is named, not numbered. */
  @Test
  void whatIsNotANumberIsNoPrediction() throws IOException {
    Path weights = directory.resolve("large.safetensors");
    Path picture = directory.resolve("picture.png");
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.createGraphics().fillRect(7, 3, 12, 9);
    ImageIO.write(image, "png", picture.toFile());
    try (TrainingNetwork network = ExampleNetwork.RESNET20.train(1)) {
      Weights.save(network, weights);
      String[] arguments = {
        "predict", "-n", "resnet20", "-w", weights.toString(), picture.toString()
      };
      assertThat(said(arguments)).containsPattern(Pattern.quote(picture.toString()) + ".* %");
      network.parameters().muli(1e30);
      Weights.save(network, weights);
      assertThat(said(arguments))
          .contains(picture + "  no prediction: the network's logits are not finite")
          .doesNotContain("NaN", "%");
    }
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
    assertThat(run(2, "detect", "--scenes", "8", "--batch", "16", "--data", "none"))
        .as("before anything is read")
        .contains("8 scenes are no batch of 16");
  }

  @Test
  void divergenceIsAMistakeOfTheUser() {
    String file = directory.resolve("lost.safetensors").toString();
    assertThat(run(2, "train", "--network", "lenet5", "--learning-rate", "1e40", "--weights", file))
        .startsWith("a step of rate 1.00e+38 by a gradient of norm ")
        .contains("could lead the weights of LeNet5")
        .contains("in epoch 1, step 1: lower the learning rate")
        .doesNotContain("Exception");
    assertThat(run(2, "detect", "--scenes", "64", "--batch", "8", "--learning-rate", "1e40"))
        .isEqualToNormalizingNewlines("the loss became NaN: lower the learning rate\n");
  }

  @Test
  void doctorAndSummaryRun() {
    run(0, "doctor", "--network", "resnet20");
    run(0, "summary", "--network", "densenet-bc-100");
    for (String network :
        List.of(
            "AlexNet",
            "DenseNet264",
            "ItemDetector",
            "MobileNet",
            "ResNet50",
            "UNet",
            "Vgg16",
            "VoVNet39")) {
      run(0, "summary", "--network", network);
    }
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
