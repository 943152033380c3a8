package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of a weighted sum of a network's outputs, against central differences of its forward
 * pass in DOUBLE.
 *
 * @param weights of each output's elements, null for one that is not in the sum
 */
record CentralDifferences(TrainingNetwork network, INDArray images, List<INDArray> weights) {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-6;
  private static final int CHECKED = 4;

  static CentralDifferences of(TrainingNetwork network, INDArray images, List<INDArray> weights) {
    return new CentralDifferences(network, images, weights);
  }

  /** Some elements of every parameter that is trained. */
  void check() {
    network.forward(images);
    network.backward(weights);
    INDArray gradients = network.gradients().dup();
    double most = Math.max(1e-3, gradients.amaxNumber().doubleValue());
    for (Parameter parameter : network.parameterList()) {
      if (parameter.role() == ParameterRole.TRAINABLE) {
        long apart = Math.max(1, parameter.length() / CHECKED);
        for (long i = 0; i < parameter.length(); i += apart) {
          long element = parameter.offset() + i;
          double expected = difference(element);
          assertThat(Math.abs(gradients.getDouble(element) - expected) / most)
              .as(
                  "%s, element %d: %s, expected %s",
                  parameter, i, gradients.getDouble(element), expected)
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  private double difference(long element) {
    double value = network.parameters().getDouble(element);
    network.parameters().putScalar(element, value + STEP);
    double above = sum();
    network.parameters().putScalar(element, value - STEP);
    double below = sum();
    network.parameters().putScalar(element, value);
    return (above - below) / (2 * STEP);
  }

  private double sum() {
    network.forward(images);
    double sum = 0;
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i) != null) {
        sum += network.outputs().get(i).mul(weights.get(i)).sumNumber().doubleValue();
      }
    }
    return sum;
  }
}
