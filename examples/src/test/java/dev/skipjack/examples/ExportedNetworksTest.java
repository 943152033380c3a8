package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.examples.custom.RetrievalNet;
import dev.skipjack.onnx.Onnx;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.ImageSizes;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ONNX Runtime predicts what we predict, with every network that is compiled here. */
@Tag("exhaustive")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExportedNetworksTest {
  /** Of the largest output, or of 1. */
  private static final double TOLERANCE = 1e-4;

  private static final String GENERATED = "Network.class";

  /** Of images of any size, the smallest allowed from here on. */
  private static final int ANY_SIZE = 32;

  /** Height of images from which a network takes seconds, and from which a minute. */
  private static final int LARGE_IMAGE = 65;

  private static final int HUGE_IMAGE = 300;

  /** The same of parameters. */
  private static final long LARGE = 5_000_000;

  private static final long HUGE = 30_000_000;

  @TempDir Path directory;

  /**
   * @param height of images; 0 if it may be any
   */
  private record Size(Class<?> model, long parameters, int height) {
    boolean isLarge() {
      return parameters > LARGE || height >= LARGE_IMAGE;
    }

    boolean isHuge() {
      return parameters > HUGE || height >= HUGE_IMAGE;
    }
  }

  /** Of the examples and, small ones of each family, of their tests. */
  private static Stream<Size> networks() throws Exception {
    List<Size> networks = new ArrayList<>();
    for (String root : List.of("target/classes", "target/test-classes")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.sorted().toList()) {
          String name = Path.of(root).relativize(file).toString().replace('/', '.');
          if (name.endsWith(GENERATED) && Files.exists(training(file))) {
            networks.add(size(name.substring(0, name.length() - GENERATED.length())));
          }
        }
      }
    }
    // its pool is a class of its own, which ONNX has no operator for: that is refused, by name
    networks.removeIf(network -> network.model() == RetrievalNet.class);
    assertThat(networks).hasSizeGreaterThan(60);
    return networks.stream();
  }

  private static Path training(Path network) {
    return network.resolveSibling(
        network.getFileName().toString().replace(GENERATED, "Training.class"));
  }

  private static Size size(String generated) throws Exception {
    Class<?> model;
    try {
      model = Class.forName(generated);
    } catch (ClassNotFoundException nested) {
      int end = generated.indexOf('_', generated.lastIndexOf('.') + 1);
      model = Class.forName(generated.substring(0, end) + "$" + generated.substring(end + 1));
    }
    Method list = Class.forName(generated + "Network").getDeclaredMethod("parameters");
    list.setAccessible(true);
    long parameters = 0;
    for (Object parameter : (List<?>) list.invoke(null)) {
      parameters += ((Parameter) parameter).length();
    }
    String size = new JsonMapper().readTree(report(model).toFile()).path("input").asText();
    String height = size.split("x")[1]; // H if it may be any
    return new Size(model, parameters, height.equals("H") ? 0 : Integer.parseInt(height));
  }

  /** What the compiler says of a model, beside its class. */
  private static Path report(Class<?> model) throws Exception {
    Path root = Path.of(model.getProtectionDomain().getCodeSource().getLocation().toURI());
    String name = model.getName().replace('.', '/').replace('$', '_');
    return root.resolve(name + ".json");
  }

  static Stream<Class<?>> small() throws Exception {
    return networks().filter(n -> !n.isLarge()).map(Size::model);
  }

  static Stream<Class<?>> large() throws Exception {
    return networks()
        .filter(n -> n.isLarge() && !n.isHuge())
        .sorted(Comparator.comparingInt(Size::height))
        .map(Size::model);
  }

  static Stream<Class<?>> huge() throws Exception {
    return networks().filter(Size::isHuge).map(Size::model);
  }

  /** First, so that HotSpot has compiled the kernels when large images come. */
  @Order(1)
  @ParameterizedTest
  @MethodSource("small")
  void predictsTheSame(Class<?> model) throws Exception {
    check(model, 1, 3);
  }

  @Order(2)
  @ParameterizedTest
  @MethodSource("large")
  void largeOnesPredictTheSame(Class<?> model) throws Exception {
    check(model, 1);
  }

  /** Hundreds of megabytes, or images of 572 pixels; docs/onnx.md has the command. */
  @Order(3)
  @ParameterizedTest
  @MethodSource("huge")
  @EnabledIfSystemProperty(named = "skipjack.onnx.networks", matches = "all")
  void hugeOnesPredictTheSame(Class<?> model) throws Exception {
    double worst = check(model, 1, 3);
    System.out.printf(Locale.ROOT, "%-20s largest difference %.1e%n", model.getSimpleName(), worst);
  }

  /** Returns the largest difference, relative to the largest output. */
  private double check(Class<?> model, int... batches) throws Exception {
    Path file = directory.resolve("network.onnx");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 1)) {
      scatter(network);
      Onnx.save(network, file);
      try (InferenceNetwork ours = network.inference();
          InOnnxRuntime theirs = new InOnnxRuntime(file)) {
        double worst = 0;
        for (int batch : batches) {
          worst = Math.max(worst, compare(ours, theirs, batch));
        }
        return worst;
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static double compare(InferenceNetwork ours, InOnnxRuntime theirs, int batch)
      throws Exception {
    Map<String, INDArray> given = new LinkedHashMap<>();
    given.put("images", images(ours, batch));
    for (InputShape further : ours.inputs().subList(1, ours.inputs().size())) {
      given.put(further.name(), Nd4j.rand(DataType.FLOAT, further.shape(batch)));
    }
    ours.predict(List.copyOf(given.values()));
    List<float[]> actual = theirs.predict(given);
    List<INDArray> expected = ours.outputs();
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < actual.size(); i++) {
      String what = ours.name() + "." + ours.outputNames().get(i) + " of " + batch;
      float[] elements = expected.get(i).dup('c').ravel().toFloatVector();
      worst = Math.max(worst, assertClose(what, actual.get(i), elements));
    }
    return worst;
  }

  private static INDArray images(InferenceNetwork network, int batch) {
    int height = network.inputHeight();
    int width = network.inputWidth();
    if (network.imageSizes().isPresent()) {
      ImageSizes sizes = network.imageSizes().get();
      height = ANY_SIZE;
      while (!sizes.allow(height)) {
        height++;
      }
      width = height + sizes.multiple();
    }
    long[] shape = {batch, network.inputChannels(), height, width};
    return Nd4j.rand(shape).muli(2).subi(1).castTo(DataType.FLOAT);
  }

  private static double assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 1;
    double range = 0;
    for (float value : expected) {
      assertThat(Float.isFinite(value)).as(what).isTrue();
      largest = Math.max(largest, Math.abs(value));
      range = Math.max(range, Math.abs(value - expected[0]));
    }
    assertThat(range).as("%s is not the same everywhere", what).isPositive();
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(actual[i] - expected[i]);
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    assertThat(worst).as(what).isLessThanOrEqualTo(TOLERANCE * largest);
    return worst / largest;
  }

  /** Gives vectors, which all start equal, values of their own: scales, shifts, statistics. */
  private static void scatter(TrainingNetwork network) {
    SplittableRandom random = new SplittableRandom(1);
    for (Parameter parameter : network.parameterList()) {
      if (parameter.shape().length == 1) {
        boolean positive = parameter.name().matches(".*(weight|running_var)");
        float[] values = new float[(int) parameter.length()];
        for (int i = 0; i < values.length; i++) {
          double value = positive ? random.nextDouble(0.7, 1.3) : random.nextDouble(-0.2, 0.2);
          values[i] = (float) value;
        }
        network.tensor(parameter).assign(Nd4j.createFromArray(values));
      }
    }
    network.parametersChanged();
  }
}
