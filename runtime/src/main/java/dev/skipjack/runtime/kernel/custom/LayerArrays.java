package dev.skipjack.runtime.kernel.custom;

import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weights;
import dev.skipjack.runtime.data.ElementView;
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

  /** The arrays of weights, or of their gradients; null where one is not wanted. */
  static List<ElementView> views(Operands operands, List<Operand> names, int count) {
    List<ElementView> views = new ArrayList<>();
    for (Operand name : names.subList(0, count)) {
      views.add(operands.has(name) ? ElementView.of(operands.array(name)) : null);
    }
    return views;
  }

  void readWeights(List<ElementView> from) {
    for (int i = 0; i < from.size(); i++) {
      Tensor weight = weights.get(i);
      from.get(i).read(0, weight.values(), weight.length());
    }
  }
}
