package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.data.ElementView;
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
        LayerArrays.of(spec, ImageTensor.shape(x), ImageTensor.shape(out), false, arrays);
    arrays = own;
    ImageTensor input = ImageTensor.of(x, own.input);
    ImageTensor output = ImageTensor.of(out, own.output);
    List<ElementView> weights =
        LayerArrays.views(operands, CustomSpec.WEIGHTS, spec.weights().size());
    long images = x.size(0);
    return () -> {
      own.readWeights(weights);
      for (long image = 0; image < images; image++) {
        input.read(image);
        Arrays.fill(own.output.values(), 0);
        spec.layer().forward(own.input, own.weights, own.output);
        output.write(image);
      }
    };
  }
}
