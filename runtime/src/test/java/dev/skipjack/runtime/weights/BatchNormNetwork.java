package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.parameters.Initializer;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The tensors of a convolution and a batch norm: there is something to save, nothing to predict.
 */
final class BatchNormNetwork extends InferenceNetwork {
  BatchNormNetwork(DataType type, long seed) {
    this(type, seed, "norm");
  }

  BatchNormNetwork(DataType type, long seed, String architecture) {
    super(new Description("Norm", architecture, 1, 1, 1, 3, 0, 0), store(type).initialize(seed));
  }

  private static ParameterStore store(DataType type) {
    return new ParameterStore(
        List.of(
            new Parameter(
                "conv.weight", ParameterRole.TRAINABLE, 0, Initializer.uniform(1), 500, 400),
            new Parameter("bn.running_mean", ParameterRole.RUNNING, 0, Initializer.constant(0), 3),
            new Parameter("bn.running_var", ParameterRole.RUNNING, 3, Initializer.constant(1), 3)),
        type);
  }

  @Override
  protected void bind(Arena arena) {
    throw new IllegalStateException("predicts nothing");
  }

  @Override
  protected Tensor input() {
    return null;
  }

  @Override
  protected Tensor output() {
    return null;
  }

  @Override
  protected void forwardPass() {}

  @Override
  public InferenceNetwork fork() {
    throw new IllegalStateException("is not forked");
  }
}
