package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.Arrays;
import java.util.List;

/** Runs the forward pass of a user's layer for each image. */
public final class CustomKernel implements Kernel {
  private final CustomSpec spec;
  private LayerArrays arrays;

  /** Of every provider. */
  public CustomKernel(CustomSpec spec) {
    this.spec = spec;
  }

  @Override
  public Runnable bind(Operands operands) {
    Tensor x = operands.get(INPUT);
    Tensor out = operands.get(OUTPUT);
    LayerArrays own =
        LayerArrays.of(spec, LayerTensor.shape(x), LayerTensor.shape(out), false, arrays);
    arrays = own;
    LayerTensor input = LayerTensor.of(x, own.input);
    LayerTensor output = LayerTensor.of(out, own.output);
    List<LayerTensor> weights = LayerArrays.bound(operands, CustomSpec.WEIGHTS, own.weights);
    long images = x.size(0);
    return () -> {
      LayerArrays.readWeights(weights);
      for (long image = 0; image < images; image++) {
        input.read(image);
        Arrays.fill(own.output.values(), 0);
        spec.forward(own);
        output.write(image);
      }
    };
  }
}
