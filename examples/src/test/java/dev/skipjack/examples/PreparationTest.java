package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures from files are prepared as the training images were: 600 test images say the same. */
class PreparationTest {
  private static final int IMAGES = 600;

  @TempDir private Path directory;

  /** What a command wrote, and what it complained about. */
  private record Said(List<String> lines, String errors) {}

  private static Said run(List<String> arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int status = Skipjack.commandLine().execute(arguments.toArray(String[]::new));
      assertThat(status).as(complained.toString(StandardCharsets.UTF_8)).isZero();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Said(
        written.toString(StandardCharsets.UTF_8).lines().toList(),
        complained.toString(StandardCharsets.UTF_8));
  }

  private List<Path> pictures(ImageSet set) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int image = 0; image < set.size(); image++) {
      BufferedImage picture =
          new BufferedImage(set.width(), set.height(), BufferedImage.TYPE_BYTE_GRAY);
      byte[] pixels = set.pixels(image);
      for (int i = 0; i < pixels.length; i++) {
        picture.getRaster().setSample(i % set.width(), i / set.width(), 0, pixels[i] & 255);
      }
      files.add(directory.resolve(image + ".png"));
      ImageIO.write(picture, "png", files.get(image).toFile());
    }
    return files;
  }

  private static double accuracy(Said said, ImageSet set) {
    int right = 0;
    for (int image = 0; image < set.size(); image++) {
      String line = said.lines().get(said.lines().size() - set.size() + image);
      right +=
          line.contains(image + ".png  " + set.classNames().get(set.label(image)) + " ") ? 1 : 0;
    }
    return (double) right / set.size();
  }

  @Test
  void predictSeesWhatEvaluateSaw() throws IOException {
    ImageSet test = ExampleData.FASHION_MNIST.test(null).take(IMAGES);
    List<Path> files = pictures(test);
    Path weights = directory.resolve("lenet5.safetensors");
    run(List.of("train", "-n", "lenet5", "--epochs", "1", "--weights", weights.toString()));
    Preparation preparation = Weights.preparation(weights).orElseThrow();
    assertThat(preparation.describe())
        .isEqualTo(
            "grey, 28x28 cropped out of 28x28, padded to 32x32, mean [0.286],"
                + " standard deviation [0.353]");
    assertThat(preparation.classNames()).isEqualTo(test.classNames());

    double expected;
    try (InferenceNetwork network = ExampleNetwork.LENET5.load(weights)) {
      expected =
          Evaluator.evaluate(network, ExampleData.FASHION_MNIST.prepare(test, network).batch(100))
              .accuracy();
      assertThat(expected).isGreaterThan(0.6);
      assertThat(ExampleData.FASHION_MNIST.preparation(network)).isEqualTo(preparation);
    }
    List<String> arguments =
        new ArrayList<>(List.of("predict", "-n", "lenet5", "--weights", weights.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    Said said = run(arguments);
    assertThat(said.lines().get(0)).startsWith("prepared (version 1): grey, 28x28 cropped");
    assertThat(accuracy(said, test)).isEqualTo(expected);

    // an old file: the same is assumed, and said
    try (TrainingNetwork network = ExampleNetwork.LENET5.train(1)) {
      Weights.load(network, weights);
      network.prepareWith(null);
      Weights.save(network, weights);
    }
    Said assumed = run(arguments);
    assertThat(assumed.errors()).contains("does not say how images are prepared; assumed is");
    assertThat(assumed.lines()).isEqualTo(said.lines());

    // what the issue measured: scaled to the input instead
    arguments.addAll(1, List.of("--framing", "SQUASH"));
    assertThat(run(arguments).lines().get(0)).contains("squashed to 28x28");
  }

  @Test
  void anUnwritableTargetIsSaidBeforeTheTraining() {
    int status =
        Skipjack.commandLine()
            .setErr(new java.io.PrintWriter(new java.io.StringWriter()))
            .execute("train", "-n", "lenet5", "--epochs", "1000000", "-w", directory.toString());
    assertThat(status).isEqualTo(2);
  }
}
