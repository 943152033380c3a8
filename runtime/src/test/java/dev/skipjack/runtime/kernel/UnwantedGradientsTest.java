package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output that is not wanted changes nothing about the others. */
class UnwantedGradientsTest {
  static Stream<Arguments> backendsAndSlabs() {
    return Backend.inAndOutOfSlabs();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void convolution(Backend backend, boolean inSlabs) {
    for (ConvolutionSpec spec :
        List.of(
            new ConvolutionSpec(4, 6, 3, 1, 1, 1, 1, true),
            new ConvolutionSpec(4, 6, 3, 2, 1, 1, 2, true),
            new ConvolutionSpec(4, 6, 1, 1, 0, 1, 1, true))) {
      Size in = new Size(3, 4, 5, 7);
      Size out = NaiveOps.convolved(in, spec);
      long[] weightShape = {6, 4 / spec.groups(), spec.kernel(), spec.kernel()};
      TestArrays arrays = new TestArrays(backend.type(), inSlabs);
      INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
      INDArray weight = arrays.dense(weightShape);
      TestArrays.fill(weight, TestArrays.random((int) weight.length(), 2));
      INDArray g = arrays.mapOf(TestArrays.random(out.length(), 3), out.shape());
      try (Kernels kernels = backend.open()) {
        ConvolutionGradient kernel = kernels.convolutionGradient(spec);
        check(
            backend,
            () ->
                new INDArray[] {arrays.map(in.shape()), arrays.dense(weightShape), arrays.dense(6)},
            d -> kernel.run(x, weight, g, d[0], d[1], d[2]));
      }
      arrays.checkSentinels();
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void linear(Backend backend, boolean inSlabs) {
    LinearSpec spec = new LinearSpec(5, 3, true);
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(35, 1), 7, 5);
    INDArray weight = arrays.of(TestArrays.random(15, 2), 3, 5);
    INDArray g = arrays.mapOf(TestArrays.random(21, 3), 7, 3);
    try (Kernels kernels = backend.open()) {
      LinearGradient kernel = kernels.linearGradient(spec);
      check(
          backend,
          () -> new INDArray[] {arrays.map(7, 5), arrays.dense(3, 5), arrays.dense(3)},
          d -> kernel.run(x, weight, g, d[0], d[1], d[2]));
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void normalize(Backend backend, boolean inSlabs) {
    long[] shape = {2, 3, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(210, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(210, 2), shape);
    INDArray mean = arrays.of(new double[] {0.5, 0, -0.25}, 3);
    INDArray variance = arrays.of(new double[] {0.5, 1, 2}, 3);
    INDArray gamma = arrays.of(new double[] {1, -2, 0.5}, 3);
    INDArray beta = arrays.of(new double[] {0.1, 0, -0.1}, 3);
    INDArray addend = arrays.mapOf(TestArrays.random(210, 4), shape);
    INDArray out = arrays.map(shape);
    for (boolean relu : new boolean[] {false, true}) {
      NormalizeSpec spec = new NormalizeSpec(3, 1e-5, true, relu);
      try (Kernels kernels = backend.open()) {
        kernels.normalize(spec).run(x, mean, variance, gamma, beta, addend, out);
        NormalizeGradient kernel = kernels.normalizeGradient(spec);
        check(
            backend,
            () ->
                new INDArray[] {
                  arrays.map(shape),
                  arrays.map(shape),
                  arrays.dense(3),
                  arrays.dense(3),
                  arrays.dense(3),
                  arrays.dense(3)
                },
            d -> kernel.run(x, out, mean, variance, gamma, g, d[0], d[1], d[2], d[3], d[4], d[5]));
      }
    }
    arrays.checkSentinels();
  }

  /** With every combination of gradients wanted, against all of them wanted. */
  private static void check(
      Backend backend, Supplier<INDArray[]> gradients, Consumer<INDArray[]> kernel) {
    double tolerance = backend.type() == DataType.FLOAT ? 1e-6 : 1e-14;
    INDArray[] all = gradients.get();
    kernel.accept(all);
    for (int wanted = 0; wanted < 1 << all.length; wanted++) {
      INDArray[] some = gradients.get();
      for (int i = 0; i < some.length; i++) {
        some[i] = (wanted >> i & 1) == 0 ? null : some[i];
      }
      kernel.accept(some);
      for (int i = 0; i < some.length; i++) {
        if (some[i] != null) {
          TestArrays.checkClose(
              "gradient %d of %s wanted".formatted(i, Integer.toBinaryString(wanted)),
              TestArrays.values(some[i]),
              TestArrays.values(all[i]),
              tolerance);
        }
      }
    }
  }
}
