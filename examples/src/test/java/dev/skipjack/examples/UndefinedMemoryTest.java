package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * No network reads what its last pass or another network left in memory. Large networks, which take
 * gigabytes, run with {@code -Dskipjack.networks=all -Dskipjack.jdk.flags=-Xmx8g}.
 */
@Tag("exhaustive")
class UndefinedMemoryTest {
  /** Of an image: all of this runs six times. */
  private static final long MOST_MULTIPLY_ADDS = 50_000_000;

  /** NaN spreads wherever it is computed with, but comparisons hide it. */
  private static final float[] POISONS = {Float.NaN, 1e30f};

  /** Each worker has several, which fast kernels compute together where they are small. */
  private static final int IMAGES = 5;

  /** 4x4 patches of a map of 22x22: the last two rows are not used. */
  @Model(input = @Input(channels = 3, height = 44, width = 44))
  static class Patches {
    @Conv(out = 8, kernel = 3)
    @BatchNorm
    @Relu
    @MaxPool(kernel = 3, stride = 2, padding = 1)
    Layer stem;

    @Conv(out = 16, kernel = 4, stride = 4, padding = 0)
    @BatchNorm
    @Relu
    Layer patches;

    @MaxPool(kernel = 2, ceilMode = true)
    @GlobalAvgPool
    @Linear(out = 5)
    Layer logits;
  }

  /** Two steps and a prediction in a JVM that poisons its memory, and in this one, bit by bit. */
  @ParameterizedTest
  @ValueSource(strings = {"simd", "nd4j"})
  void noResultDependsOnWhatMemoryHeld(String provider) throws IOException, InterruptedException {
    Map<String, String> expected = digests(provider);
    assertThat(expected).isNotEmpty();
    List<Map<String, String>> poisoned = poisoned(provider);
    for (int i = 0; i < POISONS.length; i++) {
      assertThat(poisoned.get(i)).as("%s", POISONS[i]).isEqualTo(expected);
    }
  }

  /** What one other JVM says with each poison, one behind the other. */
  private static List<Map<String, String>> poisoned(String provider)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-D" + Settings.POISON + "=NaN",
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
    List<Map<String, String>> all = new ArrayList<>();
    for (String part : output.split("(?m)^poison ")) {
      Map<String, String> digests = new LinkedHashMap<>();
      part.lines()
          .filter(line -> line.startsWith("digest "))
          .map(line -> line.split(" "))
          .forEach(words -> digests.put(words[1], words[2]));
      all.add(digests);
    }
    assertThat(all).as(output).hasSize(1 + POISONS.length);
    return all.subList(1, all.size()); // what is said before the first poison is no digest
  }

  /** The other JVM's part; the provider is the argument. */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    if (!Poison.ON) {
      throw new IllegalStateException("-D" + Settings.POISON + " is missing");
    }
    Method change = Poison.class.getDeclaredMethod("change", float.class);
    change.setAccessible(true); // for tests; a JVM for each poison would compile all kernels anew
    for (float poison : POISONS) {
      change.invoke(null, poison);
      print("poison " + poison);
      digests(arguments[0]).forEach((model, digest) -> print("digest " + model + " " + digest));
    }
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
          for (Class<?> model : models()) {
            try (TrainingNetwork network = open(model)) {
              digests.put(model.getSimpleName(), digest(network));
            }
          }
          return digests;
        });
  }

  private static String digest(TrainingNetwork network) {
    Digest digest = new Digest();
    INDArray images = NetworksTrainTest.images(network, IMAGES);
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
          for (Class<?> model : models()) {
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
      INDArray images = NetworksTrainTest.images(network, IMAGES);
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

  /** The least work first: HotSpot has compiled the kernels when there is more of it. */
  private static List<Class<?>> models() throws IOException {
    Map<Class<?>, Long> work = new HashMap<>();
    for (Class<?> model : NetworksTest.models()) {
      long multiplyAdds = NetworksTest.report(model).get("multiplyAdds").asLong();
      boolean small = NetworksTrainTest.isSmall(model) && multiplyAdds <= MOST_MULTIPLY_ADDS;
      if (small || "all".equals(System.getProperty("skipjack.networks"))) {
        work.put(model, multiplyAdds);
      }
    }
    work.put(Patches.class, 0L);
    return work.keySet().stream()
        .sorted(Comparator.<Class<?>>comparingLong(work::get).thenComparing(Class::getName))
        .toList();
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
}
