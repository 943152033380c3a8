package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.graph.MapSize.Side;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.List;
import java.util.stream.LongStream;

/** Maxima and averages of windows. */
final class Pools {
  /** ONNX's number for that type. */
  private static final long FLOAT = 1;

  private final Nodes nodes;
  private final ImageSize image;
  private final Resizes resizes;

  Pools(Nodes nodes, ImageSize image, Resizes resizes) {
    this.nodes = nodes;
    this.image = image;
    this.resizes = resizes;
  }

  /**
   * Runtimes disagree on {@code ceil_mode} where the last window would begin in the padding. Both
   * sizes are known, so it is never used: the map is padded behind its end by as much as the last
   * window reaches beyond it.
   */
  void pool(String out, PoolSpec spec, String x, MapSize from, MapSize to) {
    Span kernel = spec.kernel();
    Span stride = spec.stride();
    long high = spec.padding().height();
    long wide = spec.padding().width();
    long bottom = beyond(kernel.height(), stride.height(), high, from.height(), to.height());
    long right = beyond(kernel.width(), stride.width(), wide, from.width(), to.width());
    if (spec.kind() == PoolSpec.Kind.MAX) {
      window("MaxPool", out, spec, x, pads(high, wide, bottom, right));
    } else if (spec.padding().is(0) || !spec.countIncludePadding()) {
      average(out, spec, x, 0, pads(high, wide, bottom, right));
    } else if (bottom <= high && right <= wide) {
      average(out, spec, x, 1, pads(high, wide, high, wide));
    } else {
      // Padding counts, what lies behind it does not: so padding becomes a part of the map.
      String padded = resizes.pad(out + "/padded", high, wide, high, wide, x);
      long below = Math.max(0, bottom - high);
      average(out, spec, padded, 0, pads(0, 0, below, Math.max(0, right - wide)));
    }
  }

  /** How far the last window reaches behind the map, the same for images of every size. */
  private static long beyond(int kernel, int stride, long padding, Side from, Side to) {
    long end = (to.offset() - 1) * stride + kernel - padding;
    return Math.max(0, end - from.offset());
  }

  private static Attribute pads(long top, long left, long bottom, long right) {
    return Attribute.list("pads", top, left, bottom, right);
  }

  private void average(String out, PoolSpec spec, String x, long countPadding, Attribute pads) {
    window("AveragePool", out, spec, x, pads, Attribute.of("count_include_pad", countPadding));
  }

  private void window(String operator, String out, PoolSpec spec, String x, Attribute... others) {
    Attribute[] attributes = new Attribute[others.length + 2];
    attributes[0] = Attribute.list("kernel_shape", spec.kernel().height(), spec.kernel().width());
    attributes[1] = Attribute.list("strides", spec.stride().height(), spec.stride().width());
    System.arraycopy(others, 0, attributes, 2, others.length);
    nodes.add(operator, out, List.of(x), attributes);
  }

  void global(String out, String x) {
    nodes.add("GlobalAveragePool", out, List.of(x));
  }

  /**
   * Windows of several sizes are no pool of ONNX's: a matrix of weights averages the rows, another
   * one the columns.
   */
  void adaptive(String out, String x, MapSize from, MapSize to) {
    long rows = to.height().offset();
    long columns = to.width().offset();
    if (rows == 1 && columns == 1) {
      global(out, x);
      return;
    }
    String left;
    String right;
    if (from.isFixed()) {
      left = matrix(out + "/rows", from.height().offset(), rows, false);
      right = matrix(out + "/columns", from.width().offset(), columns, true);
    } else {
      left = computed(out + "/rows", image.side(out + "/height", from.height(), true), rows);
      String ofColumns =
          computed(out + "/transposed", image.side(out + "/width", from.width(), false), columns);
      right =
          nodes.add(
              "Transpose", out + "/columns", List.of(ofColumns), Attribute.list("perm", 1, 0));
    }
    String averaged = nodes.add("MatMul", out + "/averaged", List.of(left, x));
    nodes.add("MatMul", out, List.of(averaged, right));
  }

  /** {@code [out, in]}, or the other way round. */
  private String matrix(String name, long in, long out, boolean transposed) {
    double[] weights = new double[Math.toIntExact(in * out)];
    for (int i = 0; i < out; i++) {
      int begin = (int) (i * in / out);
      int end = (int) (((i + 1) * in + out - 1) / out);
      for (int pixel = begin; pixel < end; pixel++) {
        int at = (int) (transposed ? pixel * out + i : i * in + pixel);
        weights[at] = 1.0 / (end - begin);
      }
    }
    return nodes.real(name, transposed ? List.of(in, out) : List.of(out, in), weights);
  }

  /**
   * The same matrix {@code [out, in]} for a size that is known at run time.
   *
   * @param in name of the size, a scalar
   */
  private String computed(String name, String in, long out) {
    List<Long> column = List.of(out, 1L);
    long[] first = LongStream.range(0, out).toArray();
    long[] next = LongStream.rangeClosed(1, out).toArray();
    String divisor = nodes.scalar(name + "/out", out);
    String begin =
        nodes.add(
            "Div",
            name + "/begin",
            List.of(
                nodes.add(
                    "Mul",
                    name + "/from",
                    List.of(nodes.whole(name + "/first", column, first), in)),
                divisor));
    String above =
        nodes.add(
            "Add",
            name + "/above",
            List.of(
                nodes.add(
                    "Mul", name + "/to", List.of(nodes.whole(name + "/next", column, next), in)),
                nodes.scalar(name + "/roundingUp", out - 1)));
    String end = nodes.add("Div", name + "/end", List.of(above, divisor));
    String pixels =
        nodes.add(
            "Range",
            name + "/pixels",
            List.of(nodes.scalar(name + "/zero", 0), in, nodes.scalar(name + "/one", 1)));
    String inside =
        nodes.add(
            "And",
            name + "/inside",
            List.of(
                nodes.add("GreaterOrEqual", name + "/behind", List.of(pixels, begin)),
                nodes.add("Less", name + "/before", List.of(pixels, end))));
    Attribute toFloat = Attribute.of("to", FLOAT);
    String count = nodes.add("Sub", name + "/count", List.of(end, begin));
    return nodes.add(
        "Div",
        name,
        List.of(
            nodes.add("Cast", name + "/ones", List.of(inside), toFloat),
            nodes.add("Cast", name + "/counts", List.of(count), toFloat)));
  }
}
