package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.custom.Weights;
import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.Arrays;
import java.util.List;

/** Runs the backward pass of a user's layer for each image, in order, which adds up its weights. */
public final class CustomGradientKernel implements Kernel {
  private final CustomSpec spec;
  private LayerArrays arrays;
  private RememberedPass remembered;

  /** Of every provider. */
  public CustomGradientKernel(CustomSpec spec) {
    this.spec = spec;
  }

  @Override
  public Runnable bind(Operands operands) {
    Tensor x = operands.get(INPUT);
    Tensor out = operands.get(OUTPUT);
    LayerArrays own =
        LayerArrays.of(spec, LayerTensor.shape(x), LayerTensor.shape(out), true, arrays);
    remembered = own == arrays ? remembered : new RememberedPass(spec, own);
    arrays = own;
    RememberedPass check = remembered;
    LayerTensor input = LayerTensor.of(x, own.input);
    LayerTensor output = LayerTensor.of(out, own.output);
    LayerTensor outputGradient =
        LayerTensor.of(operands.get(OUTPUT_GRADIENT), own.gradients.output());
    LayerTensor inputGradient =
        operands.has(INPUT_GRADIENT)
            ? LayerTensor.of(operands.get(INPUT_GRADIENT), own.gradients.input())
            : null;
    Weights sums = own.gradients.weights();
    List<LayerTensor> weights = LayerArrays.bound(operands, CustomSpec.WEIGHTS, own.weights);
    List<LayerTensor> wanted =
        LayerArrays.bound(operands, CustomGradientSpec.WEIGHT_GRADIENTS, sums);
    long images = x.size(0);
    return () -> {
      LayerArrays.readWeights(weights);
      own.clearGradients();
      for (long image = 0; image < images; image++) {
        input.read(image);
        output.read(image);
        outputGradient.read(image);
        Arrays.fill(own.gradients.input().values(), 0);
        spec.backward(own);
        if (image == 0 && check.isDue()) {
          check.check();
        }
        if (inputGradient != null) {
          inputGradient.write(image);
        }
      }
      writeWeights(wanted);
    };
  }

  /** The sums over all images, of the weights that learn. */
  private static void writeWeights(List<LayerTensor> wanted) {
    for (LayerTensor sum : wanted) {
      if (sum != null) {
        sum.write(0);
      }
    }
  }
}
