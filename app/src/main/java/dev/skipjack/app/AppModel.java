package dev.skipjack.app;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A model of a command line, with what was generated for it.
 *
 * @param name as users write it, and as the file of its weights is called
 * @param type the class annotated with {@code @Model}
 * @param forTraining the generated factory that draws new weights
 * @param forInference the generated factory that loads a file
 */
public record AppModel(
    String name, Class<?> type, ForTraining forTraining, ForInference forInference) {

  /** Opens a network with new weights: {@code MyNetNetwork::forTraining}. */
  @FunctionalInterface
  public interface ForTraining {
    /**
     * @param seed of the initial weights and of dropout
     */
    TrainingNetwork open(long seed);
  }

  /** Opens a network with the weights of a file: {@code MyNetNetwork::forInference}. */
  @FunctionalInterface
  public interface ForInference {
    /**
     * @throws IOException if the file cannot be read or does not fit the model
     */
    InferenceNetwork open(Path weights) throws IOException;
  }

  /**
   * The model of a class, called by its simple name. What was generated for it is looked for when a
   * command needs it.
   */
  public static AppModel of(Class<?> type) {
    return new AppModel(
        type.getSimpleName(),
        type,
        seed -> GeneratedNetworks.forTraining(type, DataType.FLOAT, seed),
        weights -> GeneratedNetworks.forInference(type, weights));
  }

  TrainingNetwork train(long seed) {
    return forTraining.open(seed);
  }

  InferenceNetwork load(Path weights) throws IOException {
    return forInference.open(weights);
  }

  @Override
  public String toString() {
    return name;
  }
}
