package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.parameters.Initializer;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Single pixels times a weight of 2: a network whose failures and memory a test chooses. */
final class FailingNetwork extends TrainingNetwork {
  private final Tensor weight;
  private final long elementsPerImage;
  private Tensor input;
  private Tensor output;
  boolean failsToBind;
  boolean failsToRun;

  FailingNetwork(DataType type, long elementsPerImage) {
    super(description(elementsPerImage), store(type), 1);
    this.weight = parameter(0, 1);
    this.elementsPerImage = elementsPerImage;
  }

  private static Description description(long elementsPerImage) {
    return new Description("Pixel", "pixel", 1, 1, 1, 1, elementsPerImage, 0);
  }

  private static ParameterStore store(DataType type) {
    Parameter weight =
        new Parameter("weight", ParameterRole.TRAINABLE, 0, Initializer.constant(2), 1);
    return new ParameterStore(List.of(weight), type).initialize(1);
  }

  @Override
  protected void bind(Arena arena) {
    input = arena.batched(0, 1, 1, 1);
    if (failsToBind) {
      throw new IllegalStateException("does not bind");
    }
    output = arena.batched(1, 1);
  }

  @Override
  protected Tensor input() {
    return input;
  }

  @Override
  protected Tensor output() {
    return output;
  }

  /** The weight stays as it is. */
  @Override
  protected Tensor outputGradient() {
    return null;
  }

  @Override
  protected void forwardPass() {
    if (failsToRun) {
      throw new IllegalStateException("does not run");
    }
    multiply(input, weight, output);
  }

  @Override
  protected void backwardPass() {}

  private static void multiply(Tensor input, Tensor weight, Tensor output) {
    ArrayCopy to = ArrayCopy.of(output);
    INDArray pixels = ArrayCopy.of(input).fetch().reshape(output.shape());
    to.array().assign(pixels.mul(weight.asArray().getDouble(0)));
    to.deliver();
  }

  @Override
  public InferenceNetwork inference() {
    return new Reader(shareStore(), elementsPerImage);
  }

  private static final class Reader extends InferenceNetwork {
    private final Tensor weight;
    private final long elementsPerImage;
    private Tensor input;
    private Tensor output;

    Reader(ParameterStore store, long elementsPerImage) {
      super(description(elementsPerImage), store);
      this.weight = parameter(0, 1);
      this.elementsPerImage = elementsPerImage;
    }

    @Override
    protected void bind(Arena arena) {
      input = arena.batched(0, 1, 1, 1);
      output = arena.batched(1, 1);
    }

    @Override
    protected Tensor input() {
      return input;
    }

    @Override
    protected Tensor output() {
      return output;
    }

    @Override
    protected void forwardPass() {
      multiply(input, weight, output);
    }

    @Override
    public InferenceNetwork fork() {
      return new Reader(shareStore(), elementsPerImage);
    }
  }
}
