package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network does with kernels beyond calling each once: again, in place, with nulls. */
class KernelReuseTest {
  /** The same kernel meets other values, other arrays and other batch sizes. */
  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void kernelsAreRightWhenUsedAgain(DataType type, boolean inSlabs) {
    List<OpCheck> cases = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      cases.addAll(OpCases.all());
    }
    Collections.shuffle(cases, new Random(5));
    try (Kernels kernels = SharedKernels.open(type)) {
      for (OpCheck check : cases) {
        check.run(kernels, type, inSlabs, 2);
      }
    }
  }

  /** Each would live until the garbage collector runs, which a step gives no reason to. */
  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void aStepMakesNothingNative(DataType type, boolean inSlabs) {
    SoftAssertions softly = new SoftAssertions();
    try (Kernels kernels = SharedKernels.open(type)) {
      for (OpCheck check : OpCases.all()) {
        softly.assertThat(check.madeByOneStep(kernels, type, inSlabs)).as(check.name()).isZero();
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aStepOfDropoutMakesNothingNative(DataType type) {
    INDArray x = Nd4j.ones(type, 2, 3, 5, 7);
    INDArray mask = x.ulike();
    INDArray out = x.ulike();
    try (Kernels kernels = Kernels.open(type, 1)) {
      Dropout dropout = kernels.dropout(0.5);
      DropoutGradient gradient = kernels.dropoutGradient();
      long before = 0;
      for (int step = 0; step < 3; step++) {
        before = Nd4j.getDeallocatorService().nextValue();
        dropout.run(x, out, mask);
        gradient.run(mask, x, out);
      }
      assertThat(Nd4j.getDeallocatorService().nextValue() - before - 1).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void activationsWorkInPlace(DataType type, boolean inSlabs) {
    long[] shape = {2, 3, 5, 7};
    double[] values = TestArrays.random(210, 3);
    double[] weights = TestArrays.random(210, 4);
    try (Kernels kernels = Kernels.open(type, 1)) {
      for (ActivationSpec.Kind kind : ActivationSpec.Kind.values()) {
        ActivationSpec spec = new ActivationSpec(kind, 0.1);
        TestArrays arrays = new TestArrays(type, inSlabs);
        INDArray out = arrays.map(shape);
        INDArray gradient = arrays.map(shape);
        kernels.activation(spec).run(arrays.mapOf(values, shape), out);
        kernels.activationGradient(spec).run(out, arrays.mapOf(weights, shape), gradient);
        INDArray inPlace = arrays.mapOf(values, shape);
        INDArray gradientInPlace = arrays.mapOf(weights, shape);
        kernels.activation(spec).run(inPlace, inPlace);
        kernels.activationGradient(spec).run(inPlace, gradientInPlace, gradientInPlace);
        assertThat(TestArrays.values(inPlace)).as(kind.name()).isEqualTo(TestArrays.values(out));
        assertThat(TestArrays.values(gradientInPlace))
            .as(kind.name())
            .isEqualTo(TestArrays.values(gradient));
        arrays.checkSentinels();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void dropoutWorksInPlace(DataType type, boolean inSlabs) {
    long[] shape = {2, 3, 5, 7};
    TestArrays arrays = new TestArrays(type, inSlabs);
    double[] values = TestArrays.random(210, 3);
    INDArray x = arrays.mapOf(values, shape);
    INDArray gradient = arrays.mapOf(values, shape);
    INDArray mask = arrays.map(shape);
    try (Kernels kernels = Kernels.open(type, 1)) {
      kernels.dropout(0.5).run(x, x, mask);
      kernels.dropoutGradient().run(mask, gradient, gradient);
    }
    double[] factors = TestArrays.values(mask);
    for (int i = 0; i < values.length; i++) {
      assertThat(factors[i]).isIn(0.0, 2.0);
      double rounded = type == DataType.FLOAT ? (float) values[i] : values[i];
      assertThat(TestArrays.values(x)[i]).isEqualTo(rounded * factors[i]);
    }
    assertThat(TestArrays.values(gradient)).isEqualTo(TestArrays.values(x));
    arrays.checkSentinels();
  }

  /** An output that is not wanted changes nothing about the others. */
  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void convolutionGradientsMayBeUnwanted(DataType type, boolean inSlabs) {
    for (ConvolutionSpec spec :
        List.of(
            new ConvolutionSpec(4, 6, 3, 1, 1, 1, 1, true),
            new ConvolutionSpec(4, 6, 3, 2, 1, 1, 2, true),
            new ConvolutionSpec(4, 6, 1, 1, 0, 1, 1, true))) {
      Size in = new Size(3, 4, 5, 7);
      long[] outShape = NaiveOps.convolved(in, spec).shape();
      long[] weightShape = {6, 4 / spec.groups(), spec.kernel(), spec.kernel()};
      TestArrays arrays = new TestArrays(type, inSlabs);
      INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
      INDArray weight = arrays.dense(weightShape);
      TestArrays.fill(weight, TestArrays.random((int) weight.length(), 2));
      INDArray g = arrays.map(outShape);
      TestArrays.fill(g, TestArrays.random((int) g.length(), 3));
      INDArray[] all = {arrays.map(in.shape()), arrays.dense(weightShape), arrays.dense(6)};
      try (Kernels kernels = Kernels.open(type, 1)) {
        ConvolutionGradient kernel = kernels.convolutionGradient(spec);
        kernel.run(x, weight, g, all[0], all[1], all[2]);
        for (int wanted = 0; wanted < 8; wanted++) {
          INDArray[] some = {
            (wanted & 1) == 0 ? null : arrays.map(in.shape()),
            (wanted & 2) == 0 ? null : arrays.dense(weightShape),
            (wanted & 4) == 0 ? null : arrays.dense(6)
          };
          kernel.run(x, weight, g, some[0], some[1], some[2]);
          checkSame(some, all);
        }
      }
      arrays.checkSentinels();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void linearGradientsMayBeUnwanted(DataType type) {
    LinearSpec spec = new LinearSpec(5, 3, true);
    TestArrays arrays = new TestArrays(type, false);
    INDArray x = arrays.of(TestArrays.random(35, 1), 7, 5);
    INDArray weight = arrays.of(TestArrays.random(15, 2), 3, 5);
    INDArray g = arrays.of(TestArrays.random(21, 3), 7, 3);
    INDArray[] all = {arrays.dense(7, 5), arrays.dense(3, 5), arrays.dense(3)};
    try (Kernels kernels = Kernels.open(type, 1)) {
      LinearGradient kernel = kernels.linearGradient(spec);
      kernel.run(x, weight, g, all[0], all[1], all[2]);
      for (int wanted = 0; wanted < 8; wanted++) {
        INDArray[] some = {
          (wanted & 1) == 0 ? null : arrays.dense(7, 5),
          (wanted & 2) == 0 ? null : arrays.dense(3, 5),
          (wanted & 4) == 0 ? null : arrays.dense(3)
        };
        kernel.run(x, weight, g, some[0], some[1], some[2]);
        checkSame(some, all);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT,false", "FLOAT,true", "DOUBLE,false", "DOUBLE,true"})
  void normalizeGradientsMayBeUnwanted(DataType type, boolean fixedStatistics) {
    NormalizeSpec spec = new NormalizeSpec(3, 1e-5, true);
    long[] shape = {2, 3, 5, 7};
    TestArrays arrays = new TestArrays(type, true);
    INDArray x = arrays.mapOf(TestArrays.random(210, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(210, 2), shape);
    INDArray gamma = arrays.of(new double[] {1, -2, 0.5}, 3);
    INDArray beta = arrays.of(new double[] {0.1, 0, -0.1}, 3);
    INDArray mean = arrays.dense(3);
    INDArray variance = arrays.dense(3);
    INDArray out = arrays.map(shape);
    INDArray[] all = {arrays.map(shape), arrays.dense(3), arrays.dense(3)};
    try (Kernels kernels = Kernels.open(type, 1)) {
      kernels.statistics(3).run(x, mean, variance);
      kernels.normalize(spec).run(x, mean, variance, gamma, beta, out);
      NormalizeGradient kernel = kernels.normalizeGradient(spec, fixedStatistics);
      kernel.run(x, out, mean, variance, gamma, g, all[0], all[1], all[2]);
      for (int wanted = 0; wanted < 8; wanted++) {
        INDArray[] some = {
          (wanted & 1) == 0 ? null : arrays.map(shape),
          (wanted & 2) == 0 ? null : arrays.dense(3),
          (wanted & 4) == 0 ? null : arrays.dense(3)
        };
        kernel.run(x, out, mean, variance, gamma, g, some[0], some[1], some[2]);
        checkSame(some, all);
      }
    }
    arrays.checkSentinels();
  }

  private static void checkSame(INDArray[] some, INDArray[] all) {
    for (int i = 0; i < all.length; i++) {
      if (some[i] != null) {
        assertThat(TestArrays.values(some[i]))
            .as("gradient " + i)
            .isEqualTo(TestArrays.values(all[i]));
      }
    }
  }
}
