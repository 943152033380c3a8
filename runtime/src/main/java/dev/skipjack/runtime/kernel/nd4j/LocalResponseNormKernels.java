package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Local response normalisation with a product of matrices for the sums over channels: ND4J's {@code
 * lrn} has the channels last and only odd sizes.
 */
final class LocalResponseNormKernels {
  private final LocalResponseNormSpec spec;
  private final Resources resources;
  private final BoundOp sums;
  private final BoundOp sumsBack;
  private final BoundOp multiply;
  private final BoundOp divide;
  private final BoundOp subtract;
  private final BoundOp power;
  private final Filling offset;
  private final INDArray exponent;
  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0), a.size(1), a.size(2) * a.size(3)));
  private final Repeated repeated = new Repeated();

  /** {@code [C, C]}: 1 where the channel of the column counts for that of the row. */
  private INDArray neighbours;

  private LocalResponseNormKernels(LocalResponseNormSpec spec, Resources resources) {
    this.spec = spec;
    this.resources = resources;
    double share = spec.alpha() / spec.size();
    this.sums = resources.op("matmul", new long[] {0, 0, 0}, share, 1);
    this.sumsBack = resources.op("matmul", new long[] {1, 0, 0}, 2 * share * spec.beta(), 0);
    this.multiply = resources.op("multiply");
    this.divide = resources.op("divide");
    this.subtract = resources.op("subtract");
    this.power = resources.op("Pow");
    this.offset = new Filling(spec.k());
    this.exponent = resources.filled(-spec.beta(), 1);
  }

  static Composed forward(LocalResponseNormSpec spec, Resources resources) {
    LocalResponseNormKernels kernels = new LocalResponseNormKernels(spec, resources);
    return operands -> kernels.forward(operands.array(INPUT), operands.array(OUTPUT));
  }

  static Composed gradient(LocalResponseNormSpec spec, Resources resources) {
    LocalResponseNormKernels kernels = new LocalResponseNormKernels(spec, resources);
    return operands ->
        kernels.backward(
            operands.array(INPUT),
            operands.array(OUTPUT),
            operands.array(OUTPUT_GRADIENT),
            operands.array(INPUT_GRADIENT));
  }

  private void forward(INDArray x, INDArray out) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray result = resources.denseResult(out, Scratch.Slot.B);
    multiply.run(BoundOp.arrays(from, from), result);
    INDArray divisor = divisors(result);
    power.run(BoundOp.arrays(divisor, exponent), divisor);
    multiply.run(BoundOp.arrays(from, divisor), result);
    Resources.deliver(result, out);
  }

  /** g·d^-β - x·2αβ/size·Σ g·out/d, summed over the channels for which this one counts. */
  private void backward(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray g = resources.dense(outGradient, Scratch.Slot.B);
    INDArray result = resources.denseResult(inputGradient, Scratch.Slot.RESPONSE_GRADIENT);
    multiply.run(BoundOp.arrays(from, from), result);
    INDArray divisor = divisors(result);
    INDArray part = resources.scratch.like(Scratch.Slot.RESPONSE, x);
    multiply.run(BoundOp.arrays(g, resources.dense(out, Scratch.Slot.RESPONSE)), part);
    divide.run(BoundOp.arrays(part, divisor), part);
    sumsBack.run(BoundOp.arrays(neighbours(x), planes.of(part)), planes.of(result));
    multiply.run(BoundOp.arrays(result, from), part);
    power.run(BoundOp.arrays(divisor, exponent), divisor);
    multiply.run(BoundOp.arrays(g, divisor), result);
    subtract.run(BoundOp.arrays(result, part), result);
    Resources.deliver(result, inputGradient);
  }

  /** k + alpha/size·Σ over neighbouring channels. */
  private INDArray divisors(INDArray squares) {
    INDArray divisors = resources.scratch.like(Scratch.Slot.C, squares);
    offset.run(divisors);
    sums.run(BoundOp.arrays(neighbours(squares), planes.of(squares)), planes.of(divisors));
    return divisors;
  }

  private INDArray neighbours(INDArray map) {
    int channels = (int) map.size(1);
    if (neighbours == null || neighbours.size(0) != channels) {
      double[][] counted = new double[channels][channels];
      for (int c = 0; c < channels; c++) {
        int begin = c - spec.size() / 2;
        for (int i = Math.max(0, begin); i < Math.min(begin + spec.size(), channels); i++) {
          counted[c][i] = 1;
        }
      }
      neighbours = resources.filled(0, channels, channels);
      try (INDArray host = Detached.create(() -> Nd4j.createFromArray(counted))) {
        neighbours.assign(host);
      }
    }
    return repeated.of(neighbours, map.size(0));
  }
}
