package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Group and layer norm: a map is seen as an array of three axes, of which the second is normalised;
 * everything else is broadcast along it.
 */
final class ImageNormKernels {
  private final Resources resources;
  private final BoundOp mean;
  private final BoundOp subtract;
  private final BoundOp multiply;
  private final BoundOp add;
  private final BoundOp power;
  private final INDArray epsilon;
  private final INDArray exponent;
  private final ChannelSums betaSums;
  private final ChannelSums gammaSums;

  /** {@code [A, what is normalised together, B]}. */
  private final Derived together;

  /** {@code [A, 1, B]} of {@code [A, B]}. */
  private final Derived broadcast =
      new Derived(a -> a.reshape('c', a.size(0), 1, a.length() / a.size(0)));

  /** {@code [N, C, pixels]}. */
  private final Derived channels = new Derived(ImageNormKernels::channels);

  private final Derived vector = new Derived(a -> a.reshape('c', 1, a.length(), 1));

  private ImageNormKernels(UnaryOperator<INDArray> together, double epsilon, Resources resources) {
    this.resources = resources;
    this.together = new Derived(together);
    this.mean = resources.op("reduce_mean", 1);
    this.subtract = resources.op("subtract");
    this.multiply = resources.op("multiply");
    this.add = resources.op("add");
    this.power = resources.op("Pow");
    this.epsilon = resources.filled(epsilon, 1);
    this.exponent = resources.filled(-0.5, 1);
    this.betaSums = new ChannelSums(resources);
    this.gammaSums = new ChannelSums(resources);
  }

  static Composed groupNorm(GroupNormSpec spec, Resources resources) {
    return of(spec, resources)::forward;
  }

  static Composed groupNormGradient(GroupNormSpec spec, Resources resources) {
    return of(spec, resources)::backward;
  }

  static Composed layerNorm(LayerNormSpec spec, Resources resources) {
    return of(spec, resources)::forward;
  }

  static Composed layerNormGradient(LayerNormSpec spec, Resources resources) {
    return of(spec, resources)::backward;
  }

  private static ImageNormKernels of(GroupNormSpec spec, Resources resources) {
    UnaryOperator<INDArray> groups =
        a -> {
          long all = a.size(0) * spec.groups();
          return a.reshape('c', all, a.length() / all, 1);
        };
    return new ImageNormKernels(groups, spec.epsilon(), resources);
  }

  private static ImageNormKernels of(LayerNormSpec spec, Resources resources) {
    return new ImageNormKernels(ImageNormKernels::channels, spec.epsilon(), resources);
  }

  private static INDArray channels(INDArray map) {
    long planes = map.size(0) * map.size(1);
    return map.reshape('c', map.size(0), map.size(1), map.length() / planes);
  }

  private void forward(Operands operands) {
    INDArray out = operands.array(OUTPUT);
    INDArray gamma = operands.findArray(GAMMA);
    INDArray result = resources.denseResult(out, Scratch.Slot.B);
    normalize(operands.array(INPUT), result);
    if (gamma != null) {
      INDArray view = channels.of(result);
      multiply.run(BoundOp.arrays(view, vector.of(gamma)), view);
      add.run(BoundOp.arrays(view, vector.of(operands.array(BETA))), view);
    }
    Resources.deliver(result, out);
  }

  /**
   * Centred twice, so that nothing cancels where the mean is far from zero.
   *
   * @param result dense
   * @return the inverse deviations
   */
  private INDArray normalize(INDArray x, INDArray result) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray squares = resources.scratch.like(Scratch.Slot.C, x);
    INDArray view = together.of(result);
    INDArray means = small(Scratch.Slot.IMAGE_MEANS, view);
    INDArray inverses = small(Scratch.Slot.IMAGE_INVERSES, view);
    center(together.of(from), means, view);
    center(view, means, view);
    multiply.run(BoundOp.arrays(result, result), squares);
    mean.run(BoundOp.arrays(together.of(squares)), inverses);
    add.run(BoundOp.arrays(inverses, epsilon), inverses);
    power.run(BoundOp.arrays(inverses, exponent), inverses);
    multiply.run(BoundOp.arrays(view, broadcast.of(inverses)), view);
    return inverses;
  }

  private void center(INDArray from, INDArray means, INDArray to) {
    mean.run(BoundOp.arrays(from), means);
    subtract.run(BoundOp.arrays(from, broadcast.of(means)), to);
  }

  /** {@code [A, B]}. */
  private INDArray small(Scratch.Slot slot, INDArray view) {
    return resources.scratch.of(slot, view.size(0), view.size(2));
  }

  private void backward(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray gamma = operands.findArray(GAMMA);
    INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
    INDArray gammaGradient = operands.findArray(GAMMA_GRADIENT);
    INDArray betaGradient = operands.findArray(BETA_GRADIENT);
    INDArray normalized = resources.scratch.like(Scratch.Slot.IMAGE_NORMALIZED, x);
    INDArray inverses = normalize(x, normalized);
    INDArray g = resources.dense(operands.array(OUTPUT_GRADIENT), Scratch.Slot.A);
    if (betaGradient != null) {
      betaSums.run(g, betaGradient);
    }
    if (gammaGradient != null) {
      INDArray product = resources.scratch.like(Scratch.Slot.C, x);
      multiply.run(BoundOp.arrays(normalized, g), product);
      gammaSums.run(product, gammaGradient);
    }
    if (inputGradient != null) {
      INDArray scaled = g;
      if (gamma != null) {
        scaled = resources.scratch.like(Scratch.Slot.B, x);
        multiply.run(BoundOp.arrays(channels.of(g), vector.of(gamma)), channels.of(scaled));
      }
      inputGradient(normalized, inverses, scaled, inputGradient);
    }
  }

  /** With h the scaled gradient: r·(h - mean of h - x̂·mean of h·x̂). */
  private void inputGradient(INDArray normalized, INDArray inverses, INDArray h, INDArray to) {
    INDArray result = resources.denseResult(to, Scratch.Slot.IMAGE_GRADIENT);
    INDArray product = resources.scratch.like(Scratch.Slot.C, to);
    INDArray view = together.of(result);
    INDArray means = small(Scratch.Slot.IMAGE_MEANS, view);
    multiply.run(BoundOp.arrays(normalized, h), product);
    mean.run(BoundOp.arrays(together.of(product)), means);
    multiply.run(
        BoundOp.arrays(together.of(normalized), broadcast.of(means)), together.of(normalized));
    center(together.of(h), means, view);
    subtract.run(BoundOp.arrays(result, normalized), result);
    multiply.run(BoundOp.arrays(view, broadcast.of(inverses)), view);
    Resources.deliver(result, to);
  }
}
