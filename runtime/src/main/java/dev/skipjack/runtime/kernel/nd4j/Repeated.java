package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same matrix for each of many products, as a view without copies; remembered, so that the same
 * matrix gives the same view again.
 */
final class Repeated {
  private static final int MOST = 8;

  private record Known(INDArray matrix, INDArray view) {}

  private final Deque<Known> recent = new ArrayDeque<>();

  /**
   * @param matrix dense; axes behind the second are of size 1
   * @return {@code [times, rows, columns]}
   */
  INDArray of(INDArray matrix, long times) {
    for (Known known : recent) {
      if (known.matrix() == matrix && known.view().size(0) == times) {
        return known.view();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    long rows = matrix.size(0);
    long columns = matrix.size(1);
    INDArray view =
        Nd4j.create(
            matrix.data(),
            new long[] {times, rows, columns},
            new long[] {0, columns, 1},
            matrix.offset(),
            'c',
            matrix.dataType());
    recent.addFirst(new Known(matrix, view));
    return view;
  }
}
