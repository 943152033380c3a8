package dev.skipjack.examples.detection;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.train.Focal;
import dev.skipjack.runtime.train.SmoothL1;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Loss and gradients of one level of a detector, for batches of one size. */
final class LevelLoss implements AutoCloseable {
  private final Level level;
  private final int cells;
  private final int[] labels;
  private final double[] sides;
  private final double[] mask;
  private final INDArray targets;
  private final INDArray weights;
  private final INDArray byScores;
  private final INDArray byDistances;
  private final Focal focal = new Focal();
  private final SmoothL1 smoothL1 = new SmoothL1();

  /**
   * @param size of a scene, in pixels
   */
  LevelLoss(Level level, int batch, int classes, int size) {
    this.level = level;
    this.cells = size / level.stride();
    int plane = cells * cells;
    this.labels = new int[batch * plane];
    this.sides = new double[4 * plane];
    this.mask = new double[4 * plane];
    this.targets = Nd4j.create(DataType.FLOAT, batch, 4, cells, cells);
    this.weights = Nd4j.create(DataType.FLOAT, batch, 4, cells, cells);
    this.byScores = Nd4j.create(DataType.FLOAT, batch, classes, cells, cells);
    this.byDistances = Nd4j.create(DataType.FLOAT, batch, 4, cells, cells);
  }

  /**
   * Sets what the cells should say.
   *
   * @param truths of each scene of the batch
   * @return how many cells have a class
   */
  int prepare(List<List<LabelledBox>> truths) {
    int plane = cells * cells;
    int positives = 0;
    ElementView targetView = ElementView.of(targets);
    ElementView weightView = ElementView.of(weights);
    for (int scene = 0; scene < truths.size(); scene++) {
      int first = scene * plane;
      positives += level.assign(truths.get(scene), cells, labels, first, sides);
      for (int i = 0; i < mask.length; i++) {
        mask[i] = labels[first + i % plane] == Focal.BACKGROUND ? 0 : 1;
      }
      targetView.write(sides, sides.length, (long) scene * sides.length);
      weightView.write(mask, mask.length, (long) scene * mask.length);
    }
    return positives;
  }

  /**
   * Focal loss of the scores and smooth L1 of the distances, per cell that has a class.
   *
   * @param positives how many cells of all levels have a class
   */
  double run(INDArray scores, INDArray distances, int positives) {
    return focal.run(scores, labels, byScores, positives)
        + smoothL1.run(distances, targets, weights, byDistances, Math.max(1, positives));
  }

  /** Of the last loss. */
  INDArray byScores() {
    return byScores;
  }

  /** Of the last loss. */
  INDArray byDistances() {
    return byDistances;
  }

  @Override
  public void close() {
    List.of(targets, weights, byScores, byDistances).forEach(INDArray::close);
  }
}
