package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Transition;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tiny DenseNet-BC against a float64 computation in NumPy: loss, every gradient, three steps of
 * Nesterov. The weights come from a splitmix64 rule that both sides follow.
 */
class OracleTest {
  private static final int BATCH = 4;
  private static final int CLASSES = 5;
  private static final int BLOCKS = 3;
  private static final int LAYERS = 2;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class TinyDenseNet {
    @Conv(out = 8, kernel = 3)
    Layer stem;

    @DenseBlock(layers = LAYERS, growth = 4)
    Layer dense1;

    @Transition Layer down1;

    @DenseBlock(layers = LAYERS, growth = 4)
    Layer dense2;

    @Transition Layer down2;

    @DenseBlock(layers = LAYERS, growth = 4)
    Layer dense3;

    @BatchNorm @Relu @GlobalAvgPool Layer features;

    @Linear(out = CLASSES)
    Layer logits;
  }

  /** The oracle's names, in its order, and ours. */
  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("conv0", "stem.weight");
    for (int block = 0; block < BLOCKS; block++) {
      for (int layer = 0; layer < LAYERS; layer++) {
        String theirs = "b" + block + "l" + layer;
        String ours = "dense" + (block + 1) + ".denselayer" + (layer + 1);
        for (int i = 1; i <= 2; i++) {
          names.put(theirs + ".bn" + i + ".g", ours + ".norm" + i + ".weight");
          names.put(theirs + ".bn" + i + ".b", ours + ".norm" + i + ".bias");
          names.put(theirs + ".conv" + i, ours + ".conv" + i + ".weight");
        }
      }
      boolean last = block == BLOCKS - 1;
      String theirs = last ? "norm" : "t" + block + ".bn";
      String ours = last ? "features" : "down" + (block + 1) + ".norm";
      names.put(theirs + ".g", ours + ".weight");
      names.put(theirs + ".b", ours + ".bias");
      if (!last) {
        names.put("t" + block + ".conv", "down" + (block + 1) + ".conv.weight");
      }
    }
    names.put("fc.w", "logits.weight");
    names.put("fc.b", "logits.bias");
    return names;
  }

  private static long splitMix(long x) {
    x += 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }

  private static double[] fill(long tensor, long length) {
    double[] values = new double[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * ((splitMix(((tensor + 1) << 32) + i) >>> 11) * 0x1.0p-53) - 1;
    }
    return values;
  }

  private static void assign(INDArray view, double[] values) {
    try (INDArray host = Nd4j.createFromArray(values)) {
      view.assign(host.reshape(view.shape()));
    }
  }

  private static void initialize(TrainingNetwork network) {
    long tensor = 0;
    for (Map.Entry<String, String> name : names().entrySet()) {
      Parameter parameter = parameter(network, name.getValue());
      double[] values = fill(tensor++, parameter.length());
      double fanIn = parameter.length() / (double) parameter.shape()[0];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (name.getKey().substring(name.getKey().lastIndexOf('.') + 1)) {
              case "g" -> 1 + 0.5 * values[i];
              case "b" -> (name.getKey().equals("fc.b") ? 0.1 : 0.25) * values[i];
              case "w" -> values[i] / Math.sqrt(fanIn);
              default -> values[i] * Math.sqrt(6 / fanIn);
            };
      }
      assign(network.tensor(parameter), values);
    }
  }

  private static Parameter parameter(TrainingNetwork network, String name) {
    return network.parameterList().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parameter " + name));
  }

  /** Mean cross-entropy; its gradient by the logits goes to {@code gradient}. */
  private static double loss(INDArray logits, INDArray gradient) {
    double sum = 0;
    for (int n = 0; n < BATCH; n++) {
      double total = 0;
      for (int c = 0; c < CLASSES; c++) {
        total += Math.exp(logits.getDouble(n, c));
      }
      for (int c = 0; c < CLASSES; c++) {
        double probability = Math.exp(logits.getDouble(n, c)) / total;
        double target = c == n % CLASSES ? 1 : 0;
        gradient.putScalar(n, c, (probability - target) / BATCH);
        sum -= target * Math.log(probability);
      }
    }
    return sum / BATCH;
  }

  private static JsonNode oracle() throws IOException {
    try (InputStream json = OracleTest.class.getResourceAsStream("oracle.json")) {
      return new ObjectMapper().readTree(json);
    }
  }

  @Test
  void lossAndGradientsAgreeInDouble() throws IOException {
    check(DataType.DOUBLE, 1e-9);
  }

  @Test
  void lossAndGradientsAgreeInFloat() throws IOException {
    check(DataType.FLOAT, 1e-4);
  }

  private static void check(DataType type, double tolerance) throws IOException {
    JsonNode oracle = oracle();
    try (TrainingNetwork network = OracleTest_TinyDenseNetNetwork.forTraining(type, 1)) {
      initialize(network);
      INDArray images = Nd4j.create(type, BATCH, 3, 8, 8);
      assign(images, fill(1000, images.length()));
      INDArray gradient = Nd4j.create(type, BATCH, CLASSES);
      double first = loss(network.forward(images), gradient);
      assertThat(first).isCloseTo(oracle.get("loss").asDouble(), within(tolerance));
      network.backward(gradient);
      checkGradients(network, oracle.get("grad"), tolerance);

      List<Double> losses = nesterov(network, images, gradient);
      for (int step = 0; step < losses.size(); step++) {
        assertThat(losses.get(step))
            .as("loss after %d steps", step)
            .isCloseTo(oracle.get("nesterov_losses").get(step).asDouble(), within(tolerance));
      }
    }
  }

  private static void checkGradients(TrainingNetwork network, JsonNode expected, double tolerance) {
    names()
        .forEach(
            (theirs, ours) -> {
              Parameter parameter = parameter(network, ours);
              double sum = 0;
              double squares = 0;
              for (long i = 0; i < parameter.length(); i++) {
                double value = network.gradients().getDouble(parameter.offset() + i);
                sum += value;
                squares += value * value;
              }
              JsonNode values = expected.get(theirs);
              double norm = values.get(1).asDouble();
              // Relative to the norm: some sums vanish and only rounding is left of them.
              assertThat(sum)
                  .as("sum of " + ours)
                  .isCloseTo(values.get(0).asDouble(), within(tolerance * Math.max(1, norm)));
              assertThat(Math.sqrt(squares))
                  .as("norm of " + ours)
                  .isCloseTo(norm, within(tolerance * norm));
              assertThat(network.gradients().getDouble(parameter.offset()))
                  .as("first of " + ours)
                  .isCloseTo(values.get(2).asDouble(), within(tolerance * norm));
            });
  }

  private static List<Double> nesterov(
      TrainingNetwork network, INDArray images, INDArray gradient) {
    INDArray parameters = network.parameters();
    INDArray velocity = null;
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step <= 3; step++) {
      losses.add(loss(network.forward(images), gradient));
      network.backward(gradient);
      INDArray g = network.gradients().add(parameters.mul(1e-4));
      velocity = velocity == null ? g.dup() : velocity.mul(0.9).add(g);
      parameters.subi(g.add(velocity.mul(0.9)).mul(0.1));
    }
    return losses;
  }
}
