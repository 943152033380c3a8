package dev.skipjack.examples.reference;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs one batch through a network and measures it against tensors that PyTorch computed: {@code
 * input}, {@code input.NAME} of further inputs, {@code target}, {@code output.NAME}, {@code loss},
 * {@code gradient.PARAMETER}, {@code running.STATISTIC}.
 */
final class Comparison {
  /**
   * A gradient that is zero but for rounding: that of a bias before batch norm, which takes it away
   * again. Of the gradient of the layer's weights.
   */
  private static final double VANISHING = 1e-9;

  private final TrainingNetwork network;
  private final List<String> outputs;
  private final Objective objective;
  private final Map<String, INDArray> expected;
  private final Map<Quantity, Differences> differences = new LinkedHashMap<>();

  /**
   * @param outputs the reference's names of the network's outputs
   * @param expected DOUBLE
   */
  Comparison(
      TrainingNetwork network,
      List<String> outputs,
      Objective objective,
      Map<String, INDArray> expected) {
    this.network = network;
    this.outputs = outputs;
    this.objective = objective;
    this.expected = expected;
  }

  /** Evaluation, then a training step without an update. */
  Map<Quantity, Differences> run() {
    List<INDArray> inputs = inputs();
    try (InferenceNetwork inference = network.inference()) {
      inference.predict(inputs);
      outputs(inference.outputs())
          .forEach((name, output) -> add(Quantity.OUTPUT, "output." + name, output));
    }
    network.forward(inputs);
    List<INDArray> computed = network.outputs();
    Objective.Targets targets = Objective.Targets.of(expected, computed);
    double loss = objective.run(outputs, computed, targets);
    network.backward(targets.gradients());
    double expectedLoss = expected.get("loss").getDouble(0);
    of(Quantity.LOSS).add("loss", Math.abs(loss - expectedLoss) / Math.abs(expectedLoss));
    for (Parameter parameter : network.parameterList()) {
      if (parameter.role() == ParameterRole.RUNNING) {
        add(Quantity.RUNNING, "running." + parameter.name(), network.tensor(parameter));
      } else {
        addGradient(parameter);
      }
    }
    return differences;
  }

  private List<INDArray> inputs() {
    List<INDArray> inputs = new ArrayList<>();
    for (InputShape input : network.inputs()) {
      String name = inputs.isEmpty() ? "input" : "input." + input.name();
      inputs.add(expected.get(name).castTo(network.dataType()));
    }
    return inputs;
  }

  /** By the reference's names. */
  Map<String, INDArray> outputs(List<INDArray> computed) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      named.put(outputs.get(i), computed.get(i));
    }
    return named;
  }

  private void addGradient(Parameter parameter) {
    INDArray gradient = gradient(parameter);
    String name = "gradient." + parameter.name();
    INDArray reference = expected.get(name);
    double largest = Differences.largest(reference);
    INDArray ofWeights = expected.get(name.replaceFirst("bias$", "weight"));
    double scale = Differences.largest(ofWeights);
    if (largest < VANISHING * scale) {
      of(Quantity.VANISHING).add(name, gradient, reference, scale);
    } else {
      of(Quantity.GRADIENT).add(name, gradient, reference, largest);
    }
  }

  private INDArray gradient(Parameter parameter) {
    return network
        .gradients()
        .get(NDArrayIndex.interval(parameter.offset(), parameter.offset() + parameter.length()));
  }

  private void add(Quantity quantity, String name, INDArray actual) {
    of(quantity).add(name, actual, expected.get(name));
  }

  private Differences of(Quantity quantity) {
    return differences.computeIfAbsent(quantity, q -> new Differences());
  }
}
