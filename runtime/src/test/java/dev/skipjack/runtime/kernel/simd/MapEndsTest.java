package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.BothMemories;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.threads.TestWorkers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Tiles read and write whole numbers of pixels. Maps of {@link BothMemories} on the heap end with
 * their array: whatever number of pixels there is, nothing beyond it may be touched.
 */
class MapEndsTest {
  record Case(ConvolutionSpec spec, int images, int height, int width) {}

  static Stream<Case> cases() {
    // in, out, kernel, stride, padding, dilation, groups, bias
    return Stream.of(
            // chunks of more pixels than wait to be written
            sizes(new ConvolutionSpec(64, 32, 1, 1, 0, 1, 1, false), 1, 2, 570, 590),
            sizes(new ConvolutionSpec(64, 32, 1, 1, 0, 1, 1, false), 2, 1, 1150, 1160),
            // several pieces of the depth; few pixels
            sizes(new ConvolutionSpec(160, 48, 1, 1, 0, 1, 1, false), 2, 1, 1, 40),
            sizes(new ConvolutionSpec(32, 16, 1, 2, 0, 1, 1, false), 2, 3, 1, 20),
            sizes(new ConvolutionSpec(32, 48, 3, 1, 1, 1, 1, false), 2, 5, 1, 20),
            sizes(new ConvolutionSpec(16, 32, 3, 2, 1, 1, 1, false), 2, 5, 1, 20),
            sizes(new ConvolutionSpec(32, 32, 5, 1, 2, 1, 32, false), 2, 6, 2, 20),
            sizes(new ConvolutionSpec(32, 32, 3, 2, 1, 1, 32, false), 2, 6, 2, 20))
        .flatMap(cases -> cases);
  }

  private static Stream<Case> sizes(
      ConvolutionSpec spec, int images, int height, int from, int end) {
    return IntStream.range(from, end).mapToObj(width -> new Case(spec, images, height, width));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingBeyondAMapIsTouched(Case c) {
    ConvolutionSpec s = c.spec;
    SimdKernels kernels = new SimdKernels(TestWorkers.of(2));
    for (Layout in : Layout.values()) {
      for (Layout out : Layout.values()) {
        if (s.groups() > 1 && in != out) {
          continue; // there is no such kernel
        }
        INDArray weight = random(s.outChannels(), s.inChannels() / s.groups(), side(s), side(s));
        Operands operands =
            new Operands()
                .with(INPUT, random(c.images, s.inChannels(), c.height, c.width))
                .with(WEIGHT, weight)
                .with(OUTPUT, random(c.images, s.outChannels(), out(s, c.height), out(s, c.width)));
        var folded = new FoldedConvolutionSpec(s, null, null, false, ActivationSpec.RELU, in, out);
        new BothMemories(kernels.prepare(folded).orElseThrow()).bind(operands).run();
        operands
            .with(OUTPUT_MEAN, random(s.outChannels()))
            .with(OUTPUT_VARIANCE, random(s.outChannels()));
        var trained = new FusedConvolutionSpec(s, null, true, in, out);
        new BothMemories(kernels.prepare(trained).orElseThrow()).bind(operands).run();
      }
    }
  }

  private static int side(ConvolutionSpec spec) {
    return spec.kernel().height();
  }

  private static int out(ConvolutionSpec spec, int size) {
    return (size + 2 * spec.padding().height() - side(spec)) / spec.stride() + 1;
  }

  private static INDArray random(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).subi(0.5);
  }
}
