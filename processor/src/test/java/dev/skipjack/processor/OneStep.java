package dev.skipjack.processor;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A training step and a prediction of a model: every output, the gradient of every parameter, the
 * running statistics. Its classes may be those of another loader than the test's.
 */
public final class OneStep implements BiFunction<Class<?>, INDArray[], Map<String, double[]>> {
  private static final long SEED = 3;

  /**
   * @param arrays images, further inputs, and the main output's gradient
   */
  @Override
  public Map<String, double[]> apply(Class<?> model, INDArray[] arrays) {
    Map<String, double[]> results = new LinkedHashMap<>();
    List<INDArray> inputs = List.of(arrays).subList(0, arrays.length - 1);
    try (TrainingNetwork network =
            GeneratedNetworks.forTraining(model, arrays[0].dataType(), SEED);
        InferenceNetwork inference = network.inference()) {
      network.forward(inputs);
      put(results, "output", network.outputs());
      List<INDArray> gradients = new ArrayList<>(network.outputs());
      gradients.replaceAll(output -> null);
      gradients.set(gradients.size() - 1, arrays[arrays.length - 1]);
      network.backward(gradients);
      double[] all = values(network.gradients());
      for (Parameter parameter : network.parameterList()) {
        if (parameter.role() == ParameterRole.TRAINABLE) {
          int begin = (int) parameter.offset();
          int end = begin + (int) parameter.length();
          results.put("gradient of " + parameter.name(), Arrays.copyOfRange(all, begin, end));
        } else if (parameter.role() == ParameterRole.RUNNING) {
          results.put(parameter.name(), values(network.readOnly(parameter)));
        }
      }
      inference.predict(inputs);
      put(results, "prediction", inference.outputs());
    }
    return results;
  }

  private static void put(Map<String, double[]> results, String name, List<INDArray> outputs) {
    for (int i = 0; i < outputs.size(); i++) {
      results.put(name + " " + i, values(outputs.get(i)));
    }
  }

  private static double[] values(INDArray array) {
    return array.dup('c').ravel().castTo(DataType.DOUBLE).toDoubleVector();
  }
}
