package dev.skipjack.examples.detection;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.train.Focal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The cells of one output of an anchor-free detector (FCOS, Tian et al. 2019): each says which
 * class its thing has, and how far its sides are from the cell's centre, left, top, right and
 * bottom, in strides.
 *
 * @param stride pixels from cell to cell
 * @param least longer side of a box that this level is responsible for, in pixels
 * @param most which it must be below
 */
public record Level(int stride, double least, double most) {
  /** Cells within so many strides of a box's centre are positive, if inside the box. */
  private static final double RADIUS = 1.5;

  private static final int SIDES = 4;

  /** Cells that are less sure say nothing. */
  private static final double LEAST_SCORE = 0.05;

  /**
   * What the cells of one image should say.
   *
   * @param labels {@code [cells, cells]}, a class or {@link Focal#BACKGROUND}; written
   * @param first where in {@code labels} the image begins
   * @param distances {@code [4, cells, cells]}; written where a cell is positive
   * @return how many cells are positive
   */
  int assign(List<LabelledBox> truth, int cells, int[] labels, int first, double[] distances) {
    Arrays.fill(labels, first, first + cells * cells, Focal.BACKGROUND);
    int positives = 0;
    for (int cell = 0; cell < cells * cells; cell++) {
      double x = (cell % cells + 0.5) * stride;
      double y = (cell / cells + 0.5) * stride;
      LabelledBox smallest = null;
      for (LabelledBox thing : truth) {
        boolean smaller = smallest == null || thing.box().area() < smallest.box().area();
        if (smaller && isPositive(thing.box(), x, y)) {
          smallest = thing;
        }
      }
      if (smallest != null) {
        positives++;
        labels[first + cell] = smallest.label();
        double[] sides = sides(smallest.box(), x, y);
        for (int side = 0; side < SIDES; side++) {
          distances[side * cells * cells + cell] = sides[side] / stride;
        }
      }
    }
    return positives;
  }

  private boolean isPositive(Box box, double x, double y) {
    double longer = Math.max(box.width(), box.height());
    double across = Math.abs(x - box.centerX());
    double down = Math.abs(y - box.centerY());
    boolean inside = across < box.width() / 2 && down < box.height() / 2;
    boolean near = across <= RADIUS * stride && down <= RADIUS * stride;
    boolean nearest = across <= stride / 2.0 && down <= stride / 2.0; // of a box between centres
    return longer >= least && longer < most && (inside && near || nearest);
  }

  private static double[] sides(Box box, double x, double y) {
    return new double[] {x - box.left(), y - box.top(), box.right() - x, box.bottom() - y};
  }

  /**
   * What the cells say of one image, overlapping detections and all.
   *
   * @param scores logits, {@code [N, classes, cells, cells]}
   * @param distances {@code [N, 4, cells, cells]}
   */
  List<Detection> detect(INDArray scores, INDArray distances, int image) {
    int classes = (int) scores.size(1);
    int cells = (int) scores.size(2);
    int plane = cells * cells;
    double[] logits = new double[classes * plane];
    double[] sides = new double[SIDES * plane];
    ElementView.of(scores).read((long) image * logits.length, logits, logits.length);
    ElementView.of(distances).read((long) image * sides.length, sides, sides.length);
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      double score = 1 / (1 + Math.exp(-logits[i]));
      if (score >= LEAST_SCORE) {
        int cell = i % plane;
        double x = cell % cells + 0.5;
        double y = cell / cells + 0.5;
        Box box =
            new Box(
                stride * (x - sides[cell]),
                stride * (y - sides[plane + cell]),
                stride * (x + sides[2 * plane + cell]),
                stride * (y + sides[3 * plane + cell]));
        detections.add(new Detection(box, i / plane, score));
      }
    }
    return detections;
  }
}
