package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The rules against scalar loops written from the papers, on f(p) = Σ pᵢ²·(i+1)/2. */
@Tag("exhaustive")
class OptimizerTest {
  private static final double[] START = {1, -2, 0.5};

  private static double[] run(Optimizer optimizer, int steps, double learningRate) {
    INDArray parameters = Nd4j.createFromArray(START.clone());
    INDArray gradients = Nd4j.create(DataType.DOUBLE, START.length);
    try (Optimizer.State state = optimizer.open(START.length, DataType.DOUBLE)) {
      for (int step = 0; step < steps; step++) {
        for (int i = 0; i < START.length; i++) {
          gradients.putScalar(i, (i + 1) * parameters.getDouble(i));
        }
        state.step(parameters, gradients, learningRate / (step + 1)); // a falling rate
      }
    }
    return parameters.toDoubleVector();
  }

  private static double[] sgd(
      int steps, double rate, double momentum, boolean nesterov, double decay) {
    double[] p = START.clone();
    for (int i = 0; i < p.length; i++) {
      double v = 0;
      for (int step = 0; step < steps; step++) {
        double g = (i + 1) * p[i] + decay * p[i];
        v = step == 0 ? g : momentum * v + g;
        p[i] -= rate / (step + 1) * (nesterov ? g + momentum * v : v);
      }
    }
    return p;
  }

  private static double[] adam(int steps, double rate, Adam a) {
    double[] p = START.clone();
    for (int i = 0; i < p.length; i++) {
      double m = 0;
      double v = 0;
      for (int t = 1; t <= steps; t++) {
        double lr = rate / t;
        double g = (i + 1) * p[i];
        if (a.decoupled()) {
          p[i] -= lr * a.weightDecay() * p[i];
        } else {
          g += a.weightDecay() * p[i];
        }
        m = a.beta1() * m + (1 - a.beta1()) * g;
        v = a.beta2() * v + (1 - a.beta2()) * g * g;
        double corrected = m / (1 - Math.pow(a.beta1(), t));
        p[i] -= lr * corrected / (Math.sqrt(v / (1 - Math.pow(a.beta2(), t))) + a.epsilon());
      }
    }
    return p;
  }

  @Test
  void plainSgd() {
    assertThat(run(Sgd.plain(), 5, 0.1)).containsExactly(sgd(5, 0.1, 0, false, 0), within(1e-12));
  }

  @Test
  void momentumWithDecay() {
    assertThat(run(Sgd.momentum(0.9).weightDecay(0.01), 6, 0.1))
        .containsExactly(sgd(6, 0.1, 0.9, false, 0.01), within(1e-12));
  }

  @Test
  void nesterovWithDecay() {
    assertThat(run(Sgd.nesterov(0.9).weightDecay(1e-4), 6, 0.1))
        .containsExactly(sgd(6, 0.1, 0.9, true, 1e-4), within(1e-12));
  }

  @Test
  void adamWithDecay() {
    Adam adam = Adam.adam().weightDecay(0.1);
    assertThat(run(adam, 6, 0.1)).containsExactly(adam(6, 0.1, adam), within(1e-12));
  }

  @Test
  void adamW() {
    Adam adam = Adam.adamW().weightDecay(0.1);
    assertThat(run(adam, 6, 0.1)).containsExactly(adam(6, 0.1, adam), within(1e-12));
  }

  /** Every native array and context of ND4J takes a number, and so does asking for one. */
  @Test
  void stepsMakeNothingNative() {
    INDArray parameters = Nd4j.rand(DataType.FLOAT, 50);
    INDArray gradients = Nd4j.rand(DataType.FLOAT, 50);
    Optimizer[] all = {
      Sgd.nesterov(0.9).weightDecay(1e-4), Adam.adam().weightDecay(0.1), Adam.adamW()
    };
    for (Optimizer optimizer : all) {
      try (Optimizer.State state = optimizer.open(50, DataType.FLOAT);
          GradientClipping.State clip = GradientClipping.byGlobalNorm(1).open(DataType.FLOAT)) {
        clip.clip(gradients);
        state.step(parameters, gradients, 0.01);
        long before = Nd4j.getDeallocatorService().nextValue();
        for (int step = 0; step < 10; step++) {
          clip.clip(gradients);
          state.step(parameters, gradients, 0.01);
        }
        assertThat(Nd4j.getDeallocatorService().nextValue())
            .as("%s", optimizer)
            .isEqualTo(before + 1);
      }
    }
  }

  /** More arrays than an operation keeps bound: each step still uses its own. */
  @Test
  void oneStateServesManyArrays() {
    try (Optimizer.State state = Sgd.plain().open(1, DataType.DOUBLE)) {
      for (int i = 0; i < 20; i++) {
        INDArray parameters = Nd4j.createFromArray((double) i);
        state.step(parameters, Nd4j.createFromArray(2.0), 0.5);
        assertThat(parameters.getDouble(0)).isEqualTo(i - 1.0);
      }
    }
  }

  private static final Optimizer[] EVERY = {
    Sgd.plain(),
    Sgd.momentum(0.9),
    Sgd.nesterov(0.99).weightDecay(0.5),
    Adam.adam().weightDecay(0.1),
    Adam.adamW()
  };

  /** Vectors of any size: a step that is said to stay in range does, and an ordinary one is. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aStepIsForeseen(DataType type) {
    SplittableRandom random = new SplittableRandom(6);
    int most = type == DataType.FLOAT ? 38 : 300;
    int refused = 0;
    int taken = 0;
    for (int trial = 0; trial < 2000; trial++) {
      Optimizer optimizer = EVERY[trial % EVERY.length];
      boolean ordinary = trial / EVERY.length % 4 == 0;
      try (Optimizer.State state = optimizer.open(3, type);
          GradientClipping.State norm = GradientClipping.none().open(type)) {
        INDArray parameters = vector(type, random, ordinary ? 2 : random.nextInt(most));
        for (int step = 0; step < 5; step++) {
          INDArray gradients = vector(type, random, ordinary ? 3 : random.nextInt(most));
          double length = norm.clip(gradients);
          double rate = Math.pow(10, ordinary ? 0 : random.nextInt(most));
          if (!Double.isFinite(length) || state.canOverflow(parameters, length, rate)) {
            assertThat(ordinary).isFalse();
            refused++;
            continue;
          }
          taken++;
          state.step(parameters, gradients, rate);
          assertThat(Arrays.stream(parameters.toDoubleVector()).allMatch(Double::isFinite))
              .isTrue();
        }
      }
    }
    assertThat(refused).isGreaterThan(500);
    assertThat(taken).isGreaterThan(3000);
  }

  private static INDArray vector(DataType type, SplittableRandom random, int exponent) {
    double[] values = new double[3];
    Arrays.setAll(values, i -> (2 * random.nextDouble() - 1) * Math.pow(10, exponent));
    return Nd4j.createFromArray(values).castTo(type);
  }

  /** Bounds grow with each step, but what they are bounds of does not: they are measured again. */
  @Test
  void manyStepsDoNotWearTheBoundsOut() {
    try (Optimizer.State state = Sgd.momentum(0.9).weightDecay(1).open(1, DataType.FLOAT)) {
      INDArray parameters = Nd4j.createFromArray(1f);
      for (int step = 0; step < 2000; step++) { // each doubles the bound, nearly
        assertThat(state.canOverflow(parameters, 1, 0.9)).isFalse();
        state.step(parameters, Nd4j.createFromArray(step % 2 * 2f - 1), 0.9);
      }
    }
  }

  @Test
  void askingChangesNothing() {
    for (Optimizer optimizer : EVERY) {
      INDArray asked = Nd4j.createFromArray(START.clone());
      INDArray other = Nd4j.createFromArray(START.clone());
      try (Optimizer.State one = optimizer.open(START.length, DataType.DOUBLE);
          Optimizer.State two = optimizer.open(START.length, DataType.DOUBLE)) {
        for (int step = 1; step < 5; step++) {
          assertThat(one.canOverflow(asked, 1e307, 1e300)).isTrue();
          assertThat(one.canOverflow(asked, 1, 0.1)).isFalse();
          assertThat(one.canOverflow(asked, Double.MAX_VALUE, 1)).isTrue();
          one.step(asked, Nd4j.createFromArray(1.0, step, -2), 0.1);
          two.step(other, Nd4j.createFromArray(1.0, step, -2), 0.1);
          assertThat(asked).isEqualTo(other);
        }
      }
    }
  }

  /** The norm before, as torch.nn.utils.clip_grad_norm_ returns it, however it is clipped. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void clippingMeasures(DataType type) {
    GradientClipping[] all = {
      GradientClipping.none(), GradientClipping.byValue(0.5), GradientClipping.byGlobalNorm(0.5)
    };
    for (GradientClipping clipping : all) {
      try (GradientClipping.State state = clipping.open(type)) {
        INDArray gradients = Nd4j.create(type, 5000).assign(0.3);
        gradients.putScalar(4321, 40);
        double expected = Math.sqrt(4999 * 0.3 * 0.3 + 1600);
        assertThat(state.clip(gradients)).isCloseTo(expected, within(1e-4));
        assertThat(state.clip(gradients.assign(0).putScalar(4999, Double.NaN))).isNaN();
        assertThat(state.clip(gradients.assign(0).putScalar(1, Double.NEGATIVE_INFINITY)))
            .isEqualTo(Double.POSITIVE_INFINITY);
      }
    }
  }

  @Test
  void badValuesAreRefused() {
    assertThatThrownBy(() -> Sgd.nesterov(1)).hasMessage("momentum must be in [0, 1), got 1.0");
    assertThatThrownBy(() -> Sgd.plain().weightDecay(-1))
        .hasMessage("weight decay must be at least 0, got -1.0");
    assertThatThrownBy(() -> new Adam(0.9, 0.999, 0, 0, false))
        .hasMessage("epsilon must be positive, got 0.0");
  }

  private static double[] clip(GradientClipping clipping, double... gradients) {
    INDArray array = Nd4j.createFromArray(gradients);
    try (GradientClipping.State state = clipping.open(DataType.DOUBLE)) {
      state.clip(array);
    }
    return array.toDoubleVector();
  }

  @Test
  void clippingByValue() {
    assertThat(clip(GradientClipping.byValue(1), 3, -0.5, -7)).containsExactly(1, -0.5, -1);
    assertThat(clip(GradientClipping.none(), 3, -7)).containsExactly(3, -7);
  }

  @Test
  void clippingByGlobalNorm() {
    assertThat(clip(GradientClipping.byGlobalNorm(10), 3, -4)).containsExactly(3, -4);
    assertThat(clip(GradientClipping.byGlobalNorm(1), 3, -4))
        .containsExactly(new double[] {0.6, -0.8}, within(1e-6));
    assertThatThrownBy(() -> GradientClipping.byGlobalNorm(0))
        .hasMessage("a clipping limit must be positive, got 0.0");
  }
}
