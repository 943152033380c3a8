package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * No network reads what its last pass or another network left in memory. Large networks, which take
 * gigabytes, run with {@code -Dskipjack.networks=all -Dskipjack.jdk.flags=-Xmx8g}.
 */
class UndefinedMemoryTest {
  /** Of an image, for the portable provider, which is slower. */
  private static final long MOST_MULTIPLY_ADDS = 50_000_000;

  /** Two steps and a prediction in a JVM that poisons its memory, and in this one, bit by bit. */
  @ParameterizedTest
  @ValueSource(strings = {"simd", "nd4j"})
  void noResultDependsOnWhatMemoryHeld(String provider) throws IOException, InterruptedException {
    Map<String, String> expected = digests(provider);
    assertThat(expected).isNotEmpty();
    for (String poison : List.of("NaN", "1e30")) {
      assertThat(poisoned(provider, poison)).as(poison).isEqualTo(expected);
    }
  }

  private static Map<String, String> poisoned(String provider, String poison)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-D" + Settings.POISON + "=" + poison,
                "-Dskipjack.networks=" + System.getProperty("skipjack.networks", ""),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                UndefinedMemoryTest.class.getName(),
                provider));
    command.addAll(1, List.of(System.getProperty("skipjack.jdk.flags", "-Xmx2g").split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    Map<String, String> digests = new LinkedHashMap<>();
    output
        .lines()
        .filter(line -> line.startsWith("digest "))
        .map(line -> line.split(" "))
        .forEach(words -> digests.put(words[1], words[2]));
    return digests;
  }

  /** The other JVM's part; the provider is the argument. */
  public static void main(String[] arguments) throws IOException {
    if (!Poison.ON) {
      throw new IllegalStateException("-D" + Settings.POISON + " is missing");
    }
    digests(arguments[0]).forEach((model, digest) -> print("digest " + model + " " + digest));
  }

  @SuppressWarnings("SystemOut")
  private static void print(String line) {
    System.out.println(line);
  }

  private static Map<String, String> digests(String provider) throws IOException {
    return with(
        provider,
        () -> {
          Map<String, String> digests = new LinkedHashMap<>();
          for (Class<?> model : models(provider)) {
            try (TrainingNetwork network = open(model)) {
              digests.put(model.getSimpleName(), digest(network));
            }
          }
          return digests;
        });
  }

  private static String digest(TrainingNetwork network) {
    Digest digest = new Digest();
    INDArray images = NetworksTrainTest.images(network);
    try (Optimizer.State optimizer =
            Sgd.nesterov(0.9).open(network.trainableLength(), DataType.FLOAT);
        InferenceNetwork inference = network.inference()) {
      for (int step = 0; step < 2; step++) {
        step(network, images, digest);
        optimizer.step(network.trainable(), network.gradients(), 1e-4);
      }
      digest.add(network.parameters());
      digest.add(network.runningStatistics());
      inference.predict(images);
      inference.outputs().forEach(digest::add);
    }
    return digest.toString();
  }

  private static void step(TrainingNetwork network, INDArray images, Digest digest) {
    network.forward(images);
    network.outputs().forEach(digest::add);
    network.backward(network.outputs().stream().map(NetworksTrainTest::cotangent).toList());
    digest.add(network.gradients());
  }

  /** What one image brought into a batch is gone with the next: as in a new network. */
  @ParameterizedTest
  @ValueSource(strings = {"simd", "nd4j"})
  void whatIsNotANumberIsGoneWithTheNextBatch(String provider) throws IOException {
    with(
        provider,
        () -> {
          for (Class<?> model : models(provider)) {
            String expected = secondStep(model, false);
            assertThat(secondStep(model, true)).as(model.getSimpleName()).isEqualTo(expected);
          }
          return null;
        });
  }

  /** The digest of the second step from the first parameters and statistics. */
  private static String secondStep(Class<?> model, boolean firstHasNan) {
    try (TrainingNetwork network = open(model);
        InferenceNetwork inference = network.inference()) {
      INDArray parameters = network.parameters().dup();
      INDArray statistics = network.runningStatistics().dup();
      INDArray images = NetworksTrainTest.images(network);
      INDArray first = images.dup();
      if (firstHasNan) {
        first.putScalar(0, Double.NaN);
      }
      step(network, first, new Digest());
      inference.predict(first);
      network.parameters().assign(parameters);
      network.runningStatistics().assign(statistics);
      Digest digest = new Digest();
      step(network, images, digest);
      digest.add(network.runningStatistics());
      inference.predict(images);
      inference.outputs().forEach(digest::add);
      return digest.toString();
    }
  }

  private static TrainingNetwork open(Class<?> model) {
    return GeneratedNetworks.forTraining(model, DataType.FLOAT, 1);
  }

  private static List<Class<?>> models(String provider) throws IOException {
    List<Class<?>> models = new ArrayList<>();
    for (Class<?> model : NetworksTest.models()) {
      boolean all = "all".equals(System.getProperty("skipjack.networks"));
      boolean few = NetworksTest.report(model).get("multiplyAdds").asLong() <= MOST_MULTIPLY_ADDS;
      if (all || NetworksTrainTest.isSmall(model) && (few || provider.equals("simd"))) {
        models.add(model);
      }
    }
    return models;
  }

  /** Something that reads reports. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T with(String provider, Work<T> work) throws IOException {
    String before = System.getProperty(Settings.KERNELS);
    System.setProperty(Settings.KERNELS, provider);
    try {
      return work.run();
    } finally {
      if (before == null) {
        System.clearProperty(Settings.KERNELS);
      } else {
        System.setProperty(Settings.KERNELS, before);
      }
    }
  }

  /** All bits of some arrays, none of which may hold NaN. */
  private static final class Digest {
    private final CRC32 crc = new CRC32();
    private boolean hasNan;

    void add(INDArray array) {
      float[] values = array.dup('c').data().asFloat();
      for (float value : values) {
        hasNan |= Float.isNaN(value);
        int bits = Float.floatToRawIntBits(value);
        crc.update(bits);
        crc.update(bits >>> 8);
        crc.update(bits >>> 16);
        crc.update(bits >>> 24);
      }
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%08x%s", crc.getValue(), hasNan ? "-with-NaN" : "");
    }
  }
}
