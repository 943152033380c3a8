package dev.skipjack.examples.story;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.train.Evaluator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes single units out of a trained network, one at a time, and looks how it does without (Veit
 * et al. 2016). What is left sees the unit's input where it saw its output; nothing is trained
 * again.
 */
final class UnitRemoval {
  private static final int STAGES = 3;

  private final TrainingNetwork network;

  UnitRemoval(TrainingNetwork network) {
    this.network = network;
  }

  /** Test accuracy, 0 to 1, without each unit that keeps the size of its input, in order. */
  Map<String, Double> accuracies(Batches test, int unitsPerStage) {
    INDArray trained = network.parameters().dup();
    Map<String, Double> accuracies = new LinkedHashMap<>();
    try (InferenceNetwork inference = network.inference()) {
      for (int stage = 1; stage <= STAGES; stage++) {
        for (int unit = stage == 1 ? 0 : 1; unit < unitsPerStage; unit++) {
          String name = "stage" + stage + "." + unit;
          remove(name);
          accuracies.put(name, Evaluator.evaluate(inference, test).accuracy());
          network.parameters().assign(trained);
        }
      }
    }
    trained.close();
    return accuracies;
  }

  /** For good: accuracies puts back what it takes out. */
  void remove(String unit) {
    if (hasSkipConnection(unit)) {
      tensor(unit + ".bn2.weight").assign(0); // so that the branch adds nothing
      tensor(unit + ".bn2.bias").assign(0);
    } else {
      makeIdentity(unit + ".conv1");
      makeIdentity(unit + ".conv2");
    }
  }

  private boolean hasSkipConnection(String unit) {
    return network.parameterList().stream().anyMatch(p -> p.name().equals(unit + ".bn2.weight"));
  }

  /** Convolution, batch norm and ReLU that hand on what they get, which a ReLU made. */
  private void makeIdentity(String layer) {
    INDArray weight = tensor(layer + ".conv.weight");
    weight.assign(0);
    for (long channel = 0; channel < weight.size(0); channel++) {
      weight.putScalar(new long[] {channel, channel, 1, 1}, 1);
    }
    String norm = layer + ".norm";
    INDArray variance = tensor(norm + ".running_var");
    for (long channel = 0; channel < variance.length(); channel++) {
      double deviation = Math.sqrt(variance.getDouble(channel) + 1e-5);
      tensor(norm + ".weight").putScalar(channel, deviation);
    }
    tensor(norm + ".bias").assign(tensor(norm + ".running_mean"));
  }

  private INDArray tensor(String name) {
    for (Parameter parameter : network.parameterList()) {
      if (parameter.name().equals(name)) {
        return network.tensor(parameter);
      }
    }
    throw new IllegalArgumentException(network.name() + " has no parameter " + name);
  }
}
