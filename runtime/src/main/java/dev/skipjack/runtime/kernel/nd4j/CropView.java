package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.CropSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rectangle of a map that a crop takes, remembered for the arrays that it was made for. */
final class CropView {
  private static final int MOST = 8;

  private record Known(INDArray map, INDArray part, INDArray view) {}

  private final CropSpec spec;
  private final Deque<Known> recent = new ArrayDeque<>();

  CropView(CropSpec spec) {
    this.spec = spec;
  }

  /**
   * @param map {@code [N, C, H, W]}
   * @param part {@code [N, C, H', W']}, for its size
   */
  INDArray of(INDArray map, INDArray part) {
    for (Known known : recent) {
      if (known.map() == map && known.part() == part) {
        return known.view();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    INDArray rows = Window.along(map, 2, spec.top(), spec.top() + part.size(2));
    INDArray view = Window.along(rows, 3, spec.left(), spec.left() + part.size(3));
    recent.addFirst(new Known(map, part, view));
    return view;
  }
}
