package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What attention adds to the score of each pair of pixels. With the keys in reverse order, the row
 * of the weight for a pair is the sum of their rows, the column that of their columns: all pairs
 * are one view of it, whose elements overlap. Back, rows are summed first, then columns.
 */
final class RelativePositions {
  private final AttentionSpec spec;
  private final Resources resources;
  private final long rows;
  private final long columns;
  private final BoundOp reverse;
  private final BoundOp add;
  private final ChannelSums sums;
  private final Filling zeros = new Filling(0);

  /** Of the rows, and of the columns, of the map. */
  private final Addition[] rowAdditions;

  private final Addition[] columnAdditions;

  /** The weight {@code [distances, heads]} as {@code [heads, rows, columns]}. */
  private final Derived planes = new Derived(this::planes);

  /** All pairs of such planes: {@code [heads, height, width, height, width]}. */
  private final Derived overlapping = new Derived(this::overlapping);

  /** Pairs {@code [heads, height, width, height, width]} as {@code [heads · T, T]}. */
  private final Derived matrix =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1) * a.size(2), a.size(3) * a.size(4)));

  private final Derived row = new Derived(a -> a.reshape('c', 1, a.length()));
  private final Derived flat = new Derived(a -> a.reshape('c', new long[] {a.length()}));

  /** Scores {@code [N · heads, T, T]} as {@code [N, heads · T · T]}. */
  private final Derived images;

  /** One piece of an array is added to one of another. */
  private record Addition(BoundOp op, Derived from, Derived to) {
    void run(INDArray source, INDArray target) {
      INDArray sum = to.of(target);
      op.run(BoundOp.arrays(sum, from.of(source)), sum);
    }
  }

  RelativePositions(AttentionSpec spec, Resources resources) {
    int height = spec.height();
    int width = spec.width();
    this.spec = spec;
    this.resources = resources;
    this.rows = 2L * height - 1;
    this.columns = 2L * width - 1;
    this.reverse = resources.op("reverse", 1);
    this.add = resources.op("add");
    this.sums = new ChannelSums(resources);
    this.images =
        new Derived(
            a -> a.reshape('c', a.size(0) / spec.heads(), spec.heads() * a.size(1) * a.size(2)));
    this.rowAdditions =
        IntStream.range(0, height)
            .mapToObj(y -> addition(a -> ofRow(a, y), a -> Window.along(a, 1, y, y + height)))
            .toArray(Addition[]::new);
    this.columnAdditions =
        IntStream.range(0, width)
            .mapToObj(x -> addition(a -> ofColumn(a, x), a -> Window.along(a, 2, x, x + width)))
            .toArray(Addition[]::new);
  }

  private Addition addition(UnaryOperator<INDArray> from, UnaryOperator<INDArray> to) {
    return new Addition(resources.op("add"), new Derived(from), new Derived(to));
  }

  /**
   * @param scores dense {@code [N · heads, T, T]}
   */
  void add(INDArray weight, INDArray scores) {
    INDArray table = table();
    table.assign(planes.of(weight));
    INDArray reversed = pairs(Scratch.Slot.A);
    reversed.assign(overlapping.of(table));
    INDArray biases = pairs(Scratch.Slot.C);
    reverse.run(BoundOp.arrays(matrix.of(reversed)), matrix.of(biases));
    INDArray all = images.of(scores);
    add.run(BoundOp.arrays(all, row.of(biases)), all);
  }

  /**
   * @param scoreGradient dense {@code [N · heads, T, T]}
   */
  void gradient(INDArray scoreGradient, INDArray weightGradient) {
    INDArray summed = pairs(Scratch.Slot.C);
    sums.run(images.of(scoreGradient), flat.of(summed));
    INDArray reversed = pairs(Scratch.Slot.A);
    reverse.run(BoundOp.arrays(matrix.of(summed)), matrix.of(reversed));
    INDArray byRow =
        resources.scratch.of(
            Scratch.Slot.ATTENTION_ROWS, spec.heads(), rows, spec.width(), spec.width());
    zeros.run(byRow);
    for (Addition addition : rowAdditions) {
      addition.run(reversed, byRow);
    }
    INDArray table = table();
    zeros.run(table);
    for (Addition addition : columnAdditions) {
      addition.run(byRow, table);
    }
    planes.of(weightGradient).assign(table);
  }

  private INDArray table() {
    return resources.scratch.of(Scratch.Slot.ATTENTION_POSITIONS, spec.heads(), rows, columns);
  }

  private INDArray pairs(Scratch.Slot slot) {
    return resources.scratch.of(
        slot, spec.heads(), spec.height(), spec.width(), spec.height(), spec.width());
  }

  private INDArray planes(INDArray weight) {
    return view(
        weight,
        0,
        new long[] {spec.heads(), rows, columns},
        weight.stride(1),
        columns * weight.stride(0),
        weight.stride(0));
  }

  private INDArray overlapping(INDArray table) {
    long[] shape = {spec.heads(), spec.height(), spec.width(), spec.height(), spec.width()};
    return view(table, 0, shape, rows * columns, columns, 1, columns, 1);
  }

  /** Of pairs, those of a row of queries: rows of keys, columns of queries, columns of keys. */
  private INDArray ofRow(INDArray pairs, int y) {
    long[] shape = {spec.heads(), spec.height(), spec.width(), spec.width()};
    return view(
        pairs,
        y * pairs.stride(1),
        shape,
        pairs.stride(0),
        pairs.stride(3),
        pairs.stride(2),
        pairs.stride(4));
  }

  /** Of sums of rows, those of a column of queries. */
  private INDArray ofColumn(INDArray byRow, int x) {
    long[] shape = {spec.heads(), rows, spec.width()};
    return view(
        byRow, x * byRow.stride(2), shape, byRow.stride(0), byRow.stride(1), byRow.stride(3));
  }

  private static INDArray view(INDArray array, long offset, long[] shape, long... stride) {
    return Nd4j.create(array.data(), shape, stride, array.offset() + offset, 'c', array.dataType());
  }
}
