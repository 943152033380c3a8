package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.examples.networks.classic.LeNet5;
import dev.skipjack.examples.networks.densenet.DenseNetBC22;
import dev.skipjack.examples.networks.resnet.ResNet20;
import dev.skipjack.examples.networks.vgg.CifarVgg11;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whole networks train and predict to the same bits with any number of threads, each in a process
 * of its own, as on machines with more or fewer processors.
 */
@Tag("exhaustive")
class ThreadCountTest {
  /** No divisor of the parts of most kernels. */
  private static final int IMAGES = 5;

  private static final List<Class<?>> MODELS =
      List.of(LeNet5.class, ResNet20.class, DenseNetBC22.class, CifarVgg11.class);

  @Test
  void networksHaveTheBitsOfOneThread() throws Exception {
    List<String> expected = digests(1);
    assertThat(expected).hasSize(MODELS.size()).noneMatch(line -> line.contains("NaN"));
    for (int threads : new int[] {3, 7}) {
      assertThat(digests(threads)).as("%d threads", threads).isEqualTo(expected);
    }
  }

  private static List<String> digests(int threads) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules",
                "jdk.incubator.vector",
                "-D" + Settings.THREADS + "=" + threads,
                "-D" + Settings.KERNELS + "=simd",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ThreadCountTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> line.startsWith("digest ")).toList();
  }

  /** The other JVM's part: two steps and a prediction of each network. */
  public static void main(String[] arguments) {
    for (Class<?> model : MODELS) {
      print("digest " + model.getSimpleName() + " " + digest(model));
    }
  }

  @SuppressWarnings("SystemOut")
  private static void print(String line) {
    System.out.println(line);
  }

  private static Digest digest(Class<?> model) {
    Digest digest = new Digest();
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 1);
        Optimizer.State optimizer =
            Sgd.nesterov(0.9).open(network.trainableLength(), DataType.FLOAT);
        InferenceNetwork inference = network.inference()) {
      INDArray images = NetworksTrainTest.images(network, IMAGES);
      for (int step = 0; step < 2; step++) {
        digest.add(network.forward(images));
        network.backward(network.outputs().stream().map(NetworksTrainTest::cotangent).toList());
        digest.add(network.gradients());
        optimizer.step(network.trainable(), network.gradients(), 1e-3);
      }
      digest.add(network.parameters());
      digest.add(network.runningStatistics());
      digest.add(inference.predict(images));
    }
    return digest;
  }
}
