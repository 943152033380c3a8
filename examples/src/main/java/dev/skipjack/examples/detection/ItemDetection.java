package dev.skipjack.examples.detection;

import dev.skipjack.examples.networks.detection.ItemDetectorInference;
import dev.skipjack.examples.networks.detection.ItemDetectorOutputs;
import dev.skipjack.examples.networks.detection.ItemDetectorTraining;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.train.DivergedException;
import dev.skipjack.runtime.train.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trains and tests a detector on composed scenes; holds native memory until {@link #close}. */
public final class ItemDetection implements AutoCloseable {
  private static final Level SMALL = new Level(8, 0, 28);
  private static final Level LARGE = new Level(16, 28, Double.POSITIVE_INFINITY);
  private static final double SAME_THING = 0.5;

  /**
   * What every cell's sigmoids say at first, so that the many empty cells do not drown the rest.
   */
  private static final double PRIOR = 0.01;

  /** Of the scenes' pixels, roughly, in 0 to 1. */
  private static final double MEAN = 0.15;

  private static final double DEVIATION = 0.2;

  private final ItemDetectorTraining network;
  private final ItemDetectorInference inference;
  private final int batch;
  private final INDArray images;
  private final LevelLoss small;
  private final LevelLoss large;

  /**
   * @param network which learns; the caller closes it
   * @param batch scenes in a step
   * @param classes of the network's scores
   */
  public ItemDetection(ItemDetectorTraining network, int batch, int classes) {
    int size = network.inputHeight();
    this.network = network;
    this.inference = network.inference();
    this.batch = batch;
    this.images = Nd4j.create(DataType.FLOAT, batch, 1, size, size);
    this.small = new LevelLoss(SMALL, batch, classes, size);
    this.large = new LevelLoss(LARGE, batch, classes, size);
    for (Parameter parameter : network.parameterList()) {
      if (parameter.name().endsWith("Scores.bias")) { // Lin et al. 2017, section 4.1
        network.tensor(parameter).assign(-Math.log((1 - PRIOR) / PRIOR));
      }
    }
  }

  /**
   * Trains on all scenes once, in an order of its own; a last batch that is not full is left out.
   *
   * @param seed of the order
   * @param rateOf the learning rate of a step, from 0
   * @return the mean loss
   * @throws IllegalArgumentException if there are fewer scenes than a batch has
   * @throws DivergedException if the loss is no longer finite
   */
  public double epoch(
      ComposedScenes scenes, long seed, Optimizer.State optimizer, LongToDoubleFunction rateOf) {
    int[] order = order(scenes.size(), seed);
    int steps = scenes.size() / batch;
    if (steps == 0) {
      throw new IllegalArgumentException(
          scenes.size() + " scenes are no batch of " + batch + ": compose more of them");
    }
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      List<List<LabelledBox>> truths = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        int scene = order[step * batch + i];
        show(scenes, scene, i);
        truths.add(scenes.truth(scene));
      }
      int positives = small.prepare(truths) + large.prepare(truths);
      ItemDetectorOutputs outputs = network.forwardOutputs(images);
      double loss =
          small.run(outputs.smallScores(), outputs.smallDistances(), positives)
              + large.run(outputs.largeScores(), outputs.largeDistances(), positives);
      if (!Double.isFinite(loss)) {
        throw new DivergedException("the loss became " + loss + ": lower the learning rate");
      }
      network.backward(
          new ItemDetectorOutputs(
              small.byScores(), small.byDistances(), large.byScores(), large.byDistances()));
      optimizer.step(network.trainable(), network.gradients(), rateOf.applyAsDouble(step));
      sum += loss;
    }
    return sum / steps;
  }

  /** What the network, as it is now, sees in each scene. */
  public List<List<Detection>> detect(ComposedScenes scenes) {
    List<List<Detection>> all = new ArrayList<>();
    for (int first = 0; first < scenes.size(); first += batch) {
      int count = Math.min(batch, scenes.size() - first);
      for (int i = 0; i < count; i++) { // what is left of the batch keeps older scenes
        show(scenes, first + i, i);
      }
      ItemDetectorOutputs outputs = inference.predictOutputs(images);
      for (int i = 0; i < count; i++) {
        List<Detection> found = new ArrayList<>();
        found.addAll(SMALL.detect(outputs.smallScores(), outputs.smallDistances(), i));
        found.addAll(LARGE.detect(outputs.largeScores(), outputs.largeDistances(), i));
        all.add(Detection.suppress(found, SAME_THING));
      }
    }
    return all;
  }

  /** Average precision of detections, a list for each scene, at an overlap of 0.5. */
  public static AveragePrecision precision(
      ComposedScenes scenes, List<List<Detection>> detections, int classes) {
    AveragePrecision precision = new AveragePrecision(classes, SAME_THING);
    for (int scene = 0; scene < scenes.size(); scene++) {
      precision.add(scenes.truth(scene), detections.get(scene));
    }
    return precision;
  }

  /** The same if every class counts as right: how well things are found, whatever they are. */
  public static AveragePrecision precisionOfBoxes(
      ComposedScenes scenes, List<List<Detection>> detections) {
    AveragePrecision precision = new AveragePrecision(1, SAME_THING);
    for (int scene = 0; scene < scenes.size(); scene++) {
      List<LabelledBox> truth =
          scenes.truth(scene).stream().map(thing -> new LabelledBox(thing.box(), 0)).toList();
      List<Detection> found =
          detections.get(scene).stream().map(d -> new Detection(d.box(), 0, d.score())).toList();
      precision.add(truth, Detection.suppress(found, SAME_THING));
    }
    return precision;
  }

  private void show(ComposedScenes scenes, int scene, int place) {
    byte[] pixels = scenes.image(scene);
    double[] values = new double[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Byte.toUnsignedInt(pixels[i]) / 255.0 - MEAN) / DEVIATION;
    }
    ElementView.of(images).write(values, values.length, (long) place * values.length);
  }

  private static int[] order(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  @Override
  public void close() {
    inference.close();
    images.close();
    small.close();
    large.close();
  }
}
