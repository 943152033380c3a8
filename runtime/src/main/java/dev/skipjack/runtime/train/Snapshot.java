package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The names of what a checkpoint has as tensors, and where they lie in a training. */
final class Snapshot {
  /** The key of the metadata with {@link SavedTraining}. */
  static final String KEY = "skipjack.training";

  static final String NUMBERS = "training/numbers";

  private Snapshot() {}

  /**
   * Every tensor, as it lies, by name: those of the network under their own names, so that {@code
   * Weights.loadPart} finds them.
   */
  static Map<String, INDArray> tensors(
      TrainingNetwork network, Learner learner, Map<String, Map<String, INDArray>> ofListeners) {
    Map<String, INDArray> all = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      all.put(parameter.name(), network.readOnly(parameter));
    }
    all.putAll(prefixed("optimizer/", learner.optimizer().tensors()));
    if (learner.average() != null) {
      all.putAll(ofAverage(learner.average()));
    }
    ofListeners.forEach((name, tensors) -> all.putAll(ofListener(name, tensors)));
    return all;
  }

  static Map<String, INDArray> ofOptimizer(Optimizer.State optimizer) {
    return prefixed("optimizer/", optimizer.tensors());
  }

  static Map<String, INDArray> ofAverage(WeightAverage.State average) {
    return prefixed("average/", average.tensors());
  }

  static Map<String, INDArray> ofListener(String name, Map<String, INDArray> tensors) {
    return prefixed("listener/" + name + "/", tensors);
  }

  /** In the order of their names, that of a map is another in each JVM. */
  private static Map<String, INDArray> prefixed(String prefix, Map<String, INDArray> tensors) {
    Map<String, INDArray> named = new TreeMap<>();
    tensors.forEach((name, tensor) -> named.put(prefix + name, tensor));
    return named;
  }

  static INDArray array(Numbers numbers) {
    return Detached.create(() -> Nd4j.createFromArray(numbers.toArray()));
  }

  /** Names of listeners: the class, and which one of it. */
  static Map<String, TrainingListener> named(List<TrainingListener> listeners) {
    Map<String, TrainingListener> named = new LinkedHashMap<>();
    for (TrainingListener listener : listeners) {
      String type = listener.getClass().getName();
      int number = 1;
      while (named.containsKey(type + " " + number)) {
        number++;
      }
      named.put(type + " " + number, listener);
    }
    return named;
  }
}
