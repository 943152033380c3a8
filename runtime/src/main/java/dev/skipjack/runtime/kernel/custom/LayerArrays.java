package dev.skipjack.runtime.kernel.custom;

import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weights;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the user's layer sees of one image, for images of one size; gradients where wanted. */
final class LayerArrays {
  final Tensor input;
  final Tensor output;
  final Weights weights;

  /** Null for the forward pass. */
  final Gradients gradients;

  private LayerArrays(CustomSpec spec, int[] in, int[] out, boolean backward) {
    CustomSpec.checkShape(spec.field(), spec.layer(), in, out);
    input = new Tensor(in);
    output = new Tensor(out);
    weights = Weights.of(spec.layer(), in, out);
    gradients =
        backward
            ? new Gradients(new Tensor(out), new Tensor(in), Weights.of(spec.layer(), in, out))
            : null;
  }

  /** Those of last time, which may be null, if images have the same size. */
  static LayerArrays of(CustomSpec spec, int[] in, int[] out, boolean backward, LayerArrays last) {
    return last != null
            && Arrays.equals(last.input.shape(), in)
            && Arrays.equals(last.output.shape(), out)
        ? last
        : new LayerArrays(spec, in, out, backward);
  }

  /**
   * The network's weights, or their gradients, with those that the layer sees; null where one is
   * not wanted. Gradients may lie on the heap: those of a further use of shared weights.
   */
  static List<LayerTensor> bound(Operands operands, List<Operand> names, Weights own) {
    List<LayerTensor> bound = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      Operand name = names.get(i);
      bound.add(operands.has(name) ? LayerTensor.of(operands.get(name), own.get(i)) : null);
    }
    return bound;
  }

  /** Of the input, and what images added to those of weights. */
  void clearGradients() {
    Arrays.fill(gradients.input().values(), 0);
    for (int i = 0; i < weights.size(); i++) {
      Arrays.fill(gradients.weights().get(i).values(), 0);
    }
  }

  static void readWeights(List<LayerTensor> weights) {
    for (LayerTensor weight : weights) {
      weight.read(0);
    }
  }
}
