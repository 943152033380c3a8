package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.TrainingNetwork;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What gradients have to be: central differences of a loss. */
final class Slopes {
  private static final double STEP = 1e-5;

  private Slopes() {}

  /** By an element of an array, which is as it was afterwards. */
  static double of(DoubleSupplier loss, INDArray array, long i) {
    double value = array.getDouble(i);
    array.putScalar(i, value + STEP);
    double above = loss.getAsDouble();
    array.putScalar(i, value - STEP);
    double below = loss.getAsDouble();
    array.putScalar(i, value);
    return (above - below) / (2 * STEP);
  }

  /**
   * Checks the gradients by what a network learns.
   *
   * @param direction the gradient of the loss by its output
   * @param every of how many parameters one is tried
   */
  static void check(
      TrainingNetwork network, INDArray images, INDArray direction, int every, double tolerance) {
    network.forward(images);
    network.backward(direction);
    INDArray gradients = network.gradients().dup();
    INDArray parameters = network.trainable();
    DoubleSupplier loss = () -> network.forward(images).mul(direction).sumNumber().doubleValue();
    for (long i = 0; i < gradients.length(); i += every) {
      assertThat(gradients.getDouble(i))
          .as("parameter %d", i)
          .isCloseTo(of(loss, parameters, i), within(tolerance));
    }
  }
}
