package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.Arrays;
import java.util.List;

/** Runs the backward pass of a user's layer for each image, in order, which adds up its weights. */
public final class CustomGradientKernel implements Kernel {
  private final CustomSpec spec;
  private LayerArrays arrays;

  /** Of every provider. */
  public CustomGradientKernel(CustomSpec spec) {
    this.spec = spec;
  }

  @Override
  public Runnable bind(Operands operands) {
    Tensor x = operands.get(INPUT);
    Tensor out = operands.get(OUTPUT);
    LayerArrays own =
        LayerArrays.of(spec, ImageTensor.shape(x), ImageTensor.shape(out), true, arrays);
    arrays = own;
    ImageTensor input = ImageTensor.of(x, own.input);
    ImageTensor output = ImageTensor.of(out, own.output);
    ImageTensor outputGradient =
        ImageTensor.of(operands.get(OUTPUT_GRADIENT), own.gradients.output());
    ImageTensor inputGradient =
        operands.has(INPUT_GRADIENT)
            ? ImageTensor.of(operands.get(INPUT_GRADIENT), own.gradients.input())
            : null;
    int count = spec.weights().size();
    List<ElementView> weights = LayerArrays.views(operands, CustomSpec.WEIGHTS, count);
    List<ElementView> sums =
        LayerArrays.views(operands, CustomGradientSpec.WEIGHT_GRADIENTS, count);
    long images = x.size(0);
    return () -> {
      own.readWeights(weights);
      for (int i = 0; i < count; i++) {
        Arrays.fill(own.gradients.weights().get(i).values(), 0);
      }
      for (long image = 0; image < images; image++) {
        input.read(image);
        output.read(image);
        outputGradient.read(image);
        Arrays.fill(own.gradients.input().values(), 0);
        spec.layer().backward(own.input, own.weights, own.output, own.gradients);
        if (inputGradient != null) {
          inputGradient.write(image);
        }
      }
      writeWeights(own, sums);
    };
  }

  /** The sums over all images, of the weights that learn. */
  private static void writeWeights(LayerArrays own, List<ElementView> sums) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i) != null) {
        dev.skipjack.runtime.custom.Tensor sum = own.gradients.weights().get(i);
        sums.get(i).write(sum.values(), sum.length(), 0);
      }
    }
  }
}
