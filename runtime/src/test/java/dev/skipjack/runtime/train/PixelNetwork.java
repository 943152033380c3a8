package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.parameters.Initializer;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Logistic regression on 1x2x2 images, written by hand: logits = x·Wᵀ. Its running statistic, the
 * mean of the pixels, is kept but not used. It may drop pixels and whole images while it learns.
 */
public final class PixelNetwork extends TrainingNetwork {
  private static final int PIXELS = 4;
  private static final int CLASSES = 3;
  private static final double MOMENTUM = 0.1;

  private final int classes;
  private final Tensor running;
  private final Tensor weight;
  private final Tensor weightGradient;
  private final Step dropout;
  private final Step depth;
  private Tensor input;
  private Tensor kept;
  private Tensor mask;
  private Tensor fates;
  private Tensor output;
  private Tensor outputGradient;

  /** With three classes, in DOUBLE. */
  public PixelNetwork(ParameterRole role, long seed) {
    this(role, CLASSES, DataType.DOUBLE, seed);
  }

  public PixelNetwork(ParameterRole role, int classes, DataType type, long seed) {
    this(role, classes, type, seed, 0);
  }

  /**
   * @param drop the probability with which a pixel is dropped, and then an image
   */
  PixelNetwork(ParameterRole role, int classes, DataType type, long seed, double drop) {
    super(description(classes), store(role, classes, type).initialize(seed), seed);
    this.classes = classes;
    this.weight = parameter(0, classes, PIXELS);
    this.running = running(0, 1);
    this.dropout = drop == 0 ? null : kernels.step(new DropoutSpec(drop));
    this.depth = drop == 0 ? null : kernels.step(new StochasticDepthSpec(drop, true));
    this.weightGradient =
        role == ParameterRole.TRAINABLE
            ? gradient(0, classes, PIXELS)
            : Tensor.of(weight.asArray().dup());
  }

  private static Network.Description description(int classes) {
    return new Network.Description(
        "Pixel", "pixel", 1, 2, 2, classes, 3 * PIXELS + 1 + 2L * classes, 0);
  }

  private static ParameterStore store(ParameterRole role, int classes, DataType type) {
    return new ParameterStore(
        List.of(
            new Parameter("weight", role, 0, Initializer.uniform(0.5), classes, PIXELS),
            new Parameter("running_mean", ParameterRole.RUNNING, 0, Initializer.constant(0), 1)),
        type);
  }

  @Override
  protected void bind(Arena arena) {
    input = arena.batched(0, 1, 2, 2);
    output = arena.batched(PIXELS, classes);
    outputGradient = arena.batched(PIXELS + classes, classes);
    kept = arena.batched(PIXELS + 2L * classes, PIXELS);
    mask = arena.batched(2 * PIXELS + 2L * classes, PIXELS);
    fates = arena.batched(3 * PIXELS + 2L * classes, 1);
    if (dropout != null) {
      dropout.bind(new Operands().input(kept).output(kept).mask(mask));
      depth.bind(new Operands().input(kept).output(kept).mask(fates));
    }
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
  protected Tensor outputGradient() {
    return outputGradient;
  }

  private static void logits(Tensor images, Tensor weight, Tensor out) {
    ArrayCopy to = ArrayCopy.of(out);
    INDArray rows = rows(images);
    to.array().assign(rows.mmul(weight.asArray().transpose()));
    to.deliver();
  }

  private static INDArray rows(Tensor images) {
    return ArrayCopy.of(images).fetch().reshape(images.size(0), PIXELS);
  }

  @Override
  protected void forwardPass() {
    INDArray images = rows(input);
    running.asArray().muli(1 - MOMENTUM).addi(images.mean().muli(MOMENTUM));
    ArrayCopy to = ArrayCopy.of(kept);
    to.array().assign(images);
    to.deliver();
    if (dropout != null) {
      dropout.run();
      depth.run();
    }
    logits(kept, weight, output);
  }

  @Override
  protected void backwardPass() {
    INDArray byOutput = ArrayCopy.of(outputGradient).fetch();
    weightGradient.asArray().assign(byOutput.transpose().mmul(rows(kept)));
  }

  @Override
  public InferenceNetwork inference() {
    return new Reader(shareStore(), classes);
  }

  private static final class Reader extends InferenceNetwork {
    private final int classes;
    private final Tensor weight;
    private Tensor input;
    private Tensor output;

    Reader(ParameterStore store, int classes) {
      super(description(classes), store);
      this.classes = classes;
      this.weight = parameter(0, classes, PIXELS);
    }

    @Override
    protected void bind(Arena arena) {
      input = arena.batched(0, 1, 2, 2);
      output = arena.batched(PIXELS, classes);
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
      logits(input, weight, output);
    }

    @Override
    public InferenceNetwork fork() {
      return new Reader(shareStore(), classes);
    }
  }
}
