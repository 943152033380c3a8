package dev.skipjack.runtime.train;

import dev.skipjack.runtime.Arena;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Initializer;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.Parameter;
import dev.skipjack.runtime.ParameterRole;
import dev.skipjack.runtime.ParameterStore;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Logistic regression on 1x2x2 images with three classes, written by hand: logits = x·Wᵀ. */
final class PixelNetwork extends TrainingNetwork {
  private static final int PIXELS = 4;
  private static final int CLASSES = 3;

  private final INDArray weight;
  private final INDArray weightGradient;
  private INDArray input;
  private INDArray output;
  private INDArray outputGradient;

  PixelNetwork(ParameterRole role, long seed) {
    super(description(), store(role).initialize(seed), seed);
    this.weight = parameter(0, CLASSES, PIXELS);
    this.weightGradient =
        role == ParameterRole.TRAINABLE ? gradient(0, CLASSES, PIXELS) : weight.dup();
  }

  private static Network.Description description() {
    return new Network.Description("Pixel", "pixel", 1, 2, 2, CLASSES, PIXELS + 2 * CLASSES, 0);
  }

  private static ParameterStore store(ParameterRole role) {
    return new ParameterStore(
        List.of(new Parameter("weight", role, 0, Initializer.uniform(0.5), CLASSES, PIXELS)),
        DataType.DOUBLE);
  }

  @Override
  protected void bind(Arena arena) {
    input = arena.batched(0, 1, 2, 2);
    output = arena.batched(PIXELS, CLASSES);
    outputGradient = arena.batched(PIXELS + CLASSES, CLASSES);
  }

  @Override
  protected INDArray input() {
    return input;
  }

  @Override
  protected INDArray output() {
    return output;
  }

  @Override
  protected INDArray outputGradient() {
    return outputGradient;
  }

  private static void logits(INDArray images, INDArray weight, INDArray out) {
    out.assign(images.reshape(images.size(0), PIXELS).mmul(weight.transpose()));
  }

  @Override
  protected void forwardPass() {
    logits(input, weight, output);
  }

  @Override
  protected void backwardPass() {
    weightGradient.assign(outputGradient.transpose().mmul(input.reshape(input.size(0), PIXELS)));
  }

  @Override
  public InferenceNetwork inference() {
    return new Reader(shareStore());
  }

  private static final class Reader extends InferenceNetwork {
    private final INDArray weight;
    private INDArray input;
    private INDArray output;

    Reader(ParameterStore store) {
      super(description(), store);
      this.weight = parameter(0, CLASSES, PIXELS);
    }

    @Override
    protected void bind(Arena arena) {
      input = arena.batched(0, 1, 2, 2);
      output = arena.batched(PIXELS, CLASSES);
    }

    @Override
    protected INDArray input() {
      return input;
    }

    @Override
    protected INDArray output() {
      return output;
    }

    @Override
    protected void forwardPass() {
      logits(input, weight, output);
    }

    @Override
    public InferenceNetwork fork() {
      return new Reader(shareStore());
    }
  }
}
