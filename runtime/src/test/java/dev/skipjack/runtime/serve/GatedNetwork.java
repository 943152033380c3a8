package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.parameters.Initializer;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Two convolutions of 3 x 3, a global average pool and a linear layer, as the processor would write
 * them; outputs are the pool's and the logits. Before each pass, of any fork, it runs what a test
 * asks for.
 */
final class GatedNetwork extends InferenceNetwork {
  static final int CLASSES = 5;
  static final int SIDE = 8;
  static final int PIXELS = 3 * SIDE * SIDE;
  private static final int FIRST = 16;
  private static final int SECOND = 64;
  private static final int PLANE = SIDE * SIDE;

  private final Runnable gate;
  private final Step convolution1 = kernels.step(spec(3, FIRST));
  private final Step convolution2 = kernels.step(spec(FIRST, SECOND));
  private final Step pool = kernels.step(new GlobalAveragePoolSpec());
  private final Step linear = kernels.step(new LinearSpec(SECOND, CLASSES, true));
  private final Tensor weight1 = parameter(0, FIRST, 3, 3, 3);
  private final Tensor weight2 = parameter(432, SECOND, FIRST, 3, 3);
  private final Tensor weight3 = parameter(9648, CLASSES, SECOND);
  private final Tensor bias = parameter(9968, CLASSES);
  private Tensor input;
  private Tensor hidden;
  private Tensor features;
  private Tensor pooled;
  private Tensor pooledRows;
  private Tensor logits;

  private GatedNetwork(ParameterStore store, Runnable gate) {
    super(new Description("Gated", "gated", 3, SIDE, SIDE, CLASSES, elementsPerImage(), 0), store);
    this.gate = gate;
  }

  static GatedNetwork of(DataType type, long seed, Runnable gate) {
    return new GatedNetwork(new ParameterStore(tensors(), type).initialize(seed), gate);
  }

  static GatedNetwork of(long seed) {
    return of(DataType.FLOAT, seed, () -> {});
  }

  private static List<Parameter> tensors() {
    return List.of(
        parameter("conv1.weight", 0, FIRST, 3, 3, 3),
        parameter("conv2.weight", 432, SECOND, FIRST, 3, 3),
        parameter("fc.weight", 9648, CLASSES, SECOND),
        parameter("fc.bias", 9968, CLASSES));
  }

  private static Parameter parameter(String name, long offset, long... shape) {
    return new Parameter(name, ParameterRole.TRAINABLE, offset, Initializer.normal(0.2), shape);
  }

  private static FoldedConvolutionSpec spec(int in, int out) {
    ConvolutionSpec convolution = new ConvolutionSpec(in, out, 3, 1, 1, 1, 1, false);
    return new FoldedConvolutionSpec(convolution, null, null, false, ActivationSpec.RELU);
  }

  private static long elementsPerImage() {
    return PIXELS + (FIRST + SECOND) * PLANE + SECOND + CLASSES;
  }

  @Override
  protected void bind(Arena arena) {
    input = arena.batched(0, 3, SIDE, SIDE);
    hidden = arena.batched(PIXELS, FIRST, SIDE, SIDE);
    features = arena.batched(PIXELS + FIRST * PLANE, SECOND, SIDE, SIDE);
    int end = PIXELS + (FIRST + SECOND) * PLANE;
    pooled = arena.batched(end, SECOND, 1, 1);
    pooledRows = arena.batched(end, SECOND);
    logits = arena.batched(end + SECOND, CLASSES);
    convolution1.bind(new Operands().input(input).weight(weight1).output(hidden));
    convolution2.bind(new Operands().input(hidden).weight(weight2).output(features));
    pool.bind(new Operands().input(features).output(pooled));
    linear.bind(new Operands().input(pooledRows).weight(weight3).bias(bias).output(logits));
  }

  @Override
  protected Tensor input() {
    return input;
  }

  @Override
  public List<String> outputNames() {
    return List.of("pooled", "logits");
  }

  @Override
  protected Tensor output(int index) {
    return index == 0 ? pooled : logits;
  }

  @Override
  protected Tensor output() {
    return logits;
  }

  @Override
  protected void forwardPass() {
    gate.run();
    convolution1.run();
    convolution2.run();
    pool.run();
    linear.run();
  }

  @Override
  public InferenceNetwork fork() {
    return new GatedNetwork(shareStore(), gate);
  }
}
