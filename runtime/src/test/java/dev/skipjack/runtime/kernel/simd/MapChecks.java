package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.simd.TestMap.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.ActivationCases;
import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutGradientSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.GlobalAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import java.util.function.DoubleBinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Elementwise kernels, pools and what moves elements, against loops in double. */
final class MapChecks {
  private static final double TOLERANCE = 1e-5;

  private final KernelFactory kernels;
  private final boolean inSlab;
  private final int[] shape;

  MapChecks(KernelFactory kernels, boolean inSlab, int... shape) {
    this.kernels = kernels;
    this.inSlab = inSlab;
    this.shape = shape;
  }

  void all() {
    ActivationCases.all().forEach(this::activation);
    add();
    copy();
    dropout();
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      for (boolean ceil : new boolean[] {false, true}) {
        for (boolean include : new boolean[] {false, true}) {
          pool(new PoolSpec(kind, 2, 2, 0, ceil, include));
          pool(new PoolSpec(kind, 3, 2, 1, ceil, include));
          pool(new PoolSpec(kind, 3, 1, 1, ceil, include));
          pool(new PoolSpec(kind, 2, 3, 1, ceil, include));
          pool(new PoolSpec(kind, 5, 3, 2, ceil, include));
          pool(new PoolSpec(kind, 1, 2, 0, ceil, include));
        }
      }
    }
    globalAverage();
    for (int stride = 1; stride <= 3; stride++) {
      padShortcut(stride, 0);
      padShortcut(stride, 3);
    }
  }

  private void activation(ActivationSpec spec) {
    TestMap x = TestMap.random(1, inSlab, shape);
    TestMap out = TestMap.empty(!inSlab, shape);
    double[] values = x.get();
    TestMap before = TestMap.empty(inSlab, shape);
    before.set(values);
    double[] expected = map(values, values, (a, b) -> ActivationCases.activate(spec, a));
    kernels
        .prepare(spec)
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array))
        .run();
    assertClose(spec + "", out.get(), expected, TOLERANCE);
    kernels
        .prepare(spec)
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, x.array))
        .run();
    assertClose(spec + " in place", x.get(), expected, TOLERANCE);
    TestMap g = TestMap.random(2, inSlab, shape);
    double[] gradient = map(values, g.get(), (v, dy) -> ActivationCases.slope(spec, v) * dy);
    INDArray read = spec.kind().gradientReadsInput() ? before.array : out.array;
    TestMap inputGradient = TestMap.empty(inSlab, shape);
    kernels
        .prepare(new ActivationGradientSpec(spec))
        .orElseThrow()
        .bind(
            new Operands()
                .with(spec.kind().gradientReads(), read)
                .with(OUTPUT_GRADIENT, g.array)
                .with(INPUT_GRADIENT, inputGradient.array))
        .run();
    assertClose(spec + " gradient", inputGradient.get(), gradient, TOLERANCE);
    kernels
        .prepare(new ActivationGradientSpec(spec))
        .orElseThrow()
        .bind(
            new Operands()
                .with(spec.kind().gradientReads(), read)
                .with(OUTPUT_GRADIENT, g.array)
                .with(INPUT_GRADIENT, g.array))
        .run();
    assertClose(spec + " gradient in place", g.get(), gradient, TOLERANCE);
  }

  private static double[] map(double[] a, double[] b, DoubleBinaryOperator function) {
    double[] result = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = function.applyAsDouble(a[i], b[i]);
    }
    return result;
  }

  private void add() {
    TestMap a = TestMap.random(1, inSlab, shape);
    TestMap b = TestMap.random(2, !inSlab, shape);
    TestMap out = TestMap.empty(inSlab, shape);
    double[] expected = map(a.get(), b.get(), Double::sum);
    kernels
        .prepare(new AddSpec())
        .orElseThrow()
        .bind(new Operands().with(LEFT, a.array).with(RIGHT, b.array).with(OUTPUT, out.array))
        .run();
    assertClose("add", out.get(), expected, TOLERANCE);
    kernels
        .prepare(new AddSpec())
        .orElseThrow()
        .bind(new Operands().with(LEFT, a.array).with(RIGHT, b.array).with(OUTPUT, a.array))
        .run();
    assertClose("add in place", a.get(), expected, TOLERANCE);
  }

  private void copy() {
    TestMap x = TestMap.random(1, inSlab, shape);
    TestMap out = TestMap.empty(!inSlab, shape);
    kernels
        .prepare(new CopySpec())
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array))
        .run();
    assertThat(out.get()).isEqualTo(x.get());
    int[] transposed = {shape[0], shape[1], shape[3], shape[2]};
    TestMap other = TestMap.empty(inSlab, transposed);
    Transfer transfer = kernels.prepare(new TransferSpec()).orElseThrow();
    transfer.out(Tensor.of(x.array), other.array.permute(0, 1, 3, 2));
    assertThat(other.array.permute(0, 1, 3, 2).equalsWithEps(x.array, 0)).isTrue();
    assertThat(other.get()).hasSize(x.length());
  }

  private void dropout() {
    double probability = 0.3;
    TestMap x = TestMap.random(1, inSlab, shape);
    TestMap out = TestMap.empty(inSlab, shape);
    TestMap mask = TestMap.empty(!inSlab, shape);
    Kernel dropout =
        kernels
            .prepare(new DropoutSpec(probability), LayerStream.of(RandomStream.of(1)))
            .orElseThrow();
    dropout
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
        .run();
    double[] kept = mask.get();
    int zeros = 0;
    for (double k : kept) {
      zeros += k == 0 ? 1 : 0;
      assertThat(k == 0 || Math.abs(k - 1 / 0.7) < 1e-6).isTrue();
    }
    double deviation = Math.sqrt(probability * (1 - probability) / kept.length);
    assertThat((double) zeros / kept.length).isCloseTo(probability, within(5 * deviation));
    assertClose("dropout", out.get(), map(x.get(), kept, (a, b) -> a * b), TOLERANCE);
    TestMap g = TestMap.random(2, inSlab, shape);
    double[] expected = map(g.get(), kept, (a, b) -> a * b);
    kernels
        .prepare(new DropoutGradientSpec())
        .orElseThrow()
        .bind(
            new Operands()
                .with(MASK, mask.array)
                .with(OUTPUT_GRADIENT, g.array)
                .with(INPUT_GRADIENT, g.array))
        .run();
    assertClose("dropout gradient", g.get(), expected, TOLERANCE);
  }

  private static int pooled(int size, PoolSpec spec) {
    int padding = spec.padding().height(); // squares alone
    int stride = spec.stride().height();
    int span = size + 2 * padding - spec.kernel().height();
    int count = span / stride + 1;
    if (spec.ceilMode() && span % stride != 0) {
      count++;
    }
    // The last window begins in the plane or left of it.
    return spec.ceilMode() && (count - 1) * stride >= size + padding ? count - 1 : count;
  }

  private void pool(PoolSpec spec) {
    int padding = spec.padding().height();
    int stride = spec.stride().height();
    if (Math.min(shape[2], shape[3]) + 2 * padding < spec.kernel().height()) {
      return;
    }
    TestMap x = TestMap.random(1, inSlab, shape);
    double[] values = x.get();
    TestMap before = TestMap.empty(inSlab, shape);
    before.set(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i] * 4) / 4.0; // with ties
    }
    x.set(values);
    int height = pooled(shape[2], spec);
    int width = pooled(shape[3], spec);
    TestMap out = TestMap.empty(inSlab, shape[0], shape[1], height, width);
    TestMap g = TestMap.random(2, inSlab, shape[0], shape[1], height, width);
    double[] gradients = g.get();
    double[] expected = new double[out.length()];
    double[] expectedGradient = new double[values.length];
    for (int o = 0; o < expected.length; o++) {
      int plane = o / (height * width) * shape[2] * shape[3];
      int top = o / width % height * stride - padding;
      int left = o % width * stride - padding;
      expected[o] = window(spec, values, plane, top, left, gradients[o], expectedGradient);
    }
    kernels
        .prepare(spec)
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array))
        .run();
    assertClose(spec + "", out.get(), expected, TOLERANCE);
    TestMap inputGradient = TestMap.empty(inSlab, shape);
    kernels
        .prepare(new PoolGradientSpec(spec))
        .orElseThrow()
        .bind(
            new Operands()
                .with(INPUT, x.array)
                .with(OUTPUT, out.array)
                .with(OUTPUT_GRADIENT, g.array)
                .with(INPUT_GRADIENT, inputGradient.array))
        .run();
    assertClose(spec + " gradient", inputGradient.get(), expectedGradient, TOLERANCE);
  }

  /** The value of one window; adds what its pixels receive. */
  private double window(
      PoolSpec spec, double[] x, int plane, int top, int left, double g, double[] gradient) {
    int kernel = spec.kernel().height();
    int padding = spec.padding().height();
    int bottom = Math.min(top + kernel, shape[2] + padding);
    int right = Math.min(left + kernel, shape[3] + padding);
    int counted = (bottom - top) * (right - left);
    int first = Math.max(top, 0);
    int begin = Math.max(left, 0);
    int last = Math.min(bottom, shape[2]);
    int end = Math.min(right, shape[3]);
    counted = spec.countIncludePadding() ? counted : (last - first) * (end - begin);
    int most = plane + first * shape[3] + begin;
    double sum = 0;
    for (int row = first; row < last; row++) {
      for (int column = begin; column < end; column++) {
        int i = plane + row * shape[3] + column;
        sum += x[i];
        most = x[i] > x[most] ? i : most;
        if (spec.kind() == PoolSpec.Kind.AVERAGE) {
          gradient[i] += g / counted;
        }
      }
    }
    if (spec.kind() == PoolSpec.Kind.MAX) {
      gradient[most] += g;
      return x[most];
    }
    return sum / counted;
  }

  private void globalAverage() {
    TestMap x = TestMap.random(1, inSlab, shape);
    int pixels = shape[2] * shape[3];
    TestMap out = TestMap.empty(inSlab, shape[0], shape[1], 1, 1);
    double[] expected = new double[out.length()];
    double[] values = x.get();
    TestMap before = TestMap.empty(inSlab, shape);
    before.set(values);
    for (int i = 0; i < values.length; i++) {
      expected[i / pixels] += values[i] / pixels;
    }
    kernels
        .prepare(new GlobalAveragePoolSpec())
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array))
        .run();
    assertClose("global average", out.get(), expected, TOLERANCE);
    double[] gradient = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      gradient[i] = expected[i / pixels] / pixels;
    }
    kernels
        .prepare(new GlobalAveragePoolGradientSpec())
        .orElseThrow()
        .bind(new Operands().with(OUTPUT_GRADIENT, out.array).with(INPUT_GRADIENT, x.array))
        .run();
    assertClose("global average gradient", x.get(), gradient, TOLERANCE);
  }

  private void padShortcut(int stride, int more) {
    PadShortcutSpec spec = new PadShortcutSpec(shape[1], shape[1] + more, stride);
    int height = (shape[2] + stride - 1) / stride;
    int width = (shape[3] + stride - 1) / stride;
    int[] outShape = {shape[0], shape[1] + more, height, width};
    TestMap x = TestMap.random(1, inSlab, shape);
    TestMap out = TestMap.empty(inSlab, outShape);
    TestMap g = TestMap.random(2, inSlab, outShape);
    double[] values = x.get();
    TestMap before = TestMap.empty(inSlab, shape);
    before.set(values);
    double[] gradients = g.get();
    double[] expected = new double[out.length()];
    double[] expectedGradient = new double[values.length];
    for (int o = 0; o < expected.length; o++) {
      int channel = o / (height * width) % outShape[1];
      if (channel < shape[1]) {
        int plane = o / (height * width) / outShape[1] * shape[1] + channel;
        int row = plane * shape[2] + o / width % height * stride;
        int i = row * shape[3] + o % width * stride;
        expected[o] = values[i];
        expectedGradient[i] = gradients[o];
      }
    }
    kernels
        .prepare(spec)
        .orElseThrow()
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array))
        .run();
    assertThat(out.get()).as("%s", spec).isEqualTo(expected);
    kernels
        .prepare(new PadShortcutGradientSpec(spec))
        .orElseThrow()
        .bind(new Operands().with(OUTPUT_GRADIENT, g.array).with(INPUT_GRADIENT, x.array))
        .run();
    assertThat(x.get()).as("%s gradient", spec).isEqualTo(expectedGradient);
  }
}
