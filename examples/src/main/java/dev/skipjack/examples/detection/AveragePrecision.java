package dev.skipjack.examples.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Average precision as PASCAL VOC defines it since 2010 (Everingham et al. 2015, section 4.2): the
 * area under precision over recall, precision made monotone. A detection is right if the box that
 * it overlaps most, of its class, overlaps it enough and was not found by a surer one.
 */
public final class AveragePrecision {
  private final double overlap;
  private final int[] truths;
  private final List<List<Outcome>> outcomes;

  private record Outcome(double score, boolean right) {}

  /**
   * @param classes how many
   * @param overlap the least intersection over union of a detection that is right, usually 0.5
   */
  public AveragePrecision(int classes, double overlap) {
    this.overlap = overlap;
    this.truths = new int[classes];
    this.outcomes =
        Stream.generate(() -> (List<Outcome>) new ArrayList<Outcome>()).limit(classes).toList();
  }

  /**
   * Adds an image.
   *
   * @param truth what is in it
   * @param detections in any order
   */
  public void add(List<LabelledBox> truth, List<Detection> detections) {
    truth.forEach(thing -> truths[thing.label()]++);
    boolean[] found = new boolean[truth.size()];
    for (Detection detection : detections.stream().sorted(Detection.SUREST_FIRST).toList()) {
      int best = -1;
      double most = overlap;
      for (int i = 0; i < truth.size(); i++) {
        double shared = truth.get(i).box().intersectionOverUnion(detection.box());
        if (truth.get(i).label() == detection.label() && shared >= most) {
          best = i;
          most = shared;
        }
      }
      boolean right = best >= 0 && !found[best];
      if (right) {
        found[best] = true;
      }
      outcomes.get(detection.label()).add(new Outcome(detection.score(), right));
    }
  }

  /** Of one class, 0 to 1; NaN if it occurs in no image. */
  public double of(int label) {
    if (truths[label] == 0) {
      return Double.NaN;
    }
    List<Outcome> sorted = new ArrayList<>(outcomes.get(label));
    sorted.sort(Comparator.comparingDouble(Outcome::score).reversed());
    double[] precision = new double[sorted.size()];
    int right = 0;
    for (int i = 0; i < precision.length; i++) {
      right += sorted.get(i).right() ? 1 : 0;
      precision[i] = (double) right / (i + 1);
    }
    double area = 0;
    double best = 0; // precision at this recall or more
    for (int i = precision.length - 1; i >= 0; i--) {
      best = Math.max(best, precision[i]);
      area += sorted.get(i).right() ? best / truths[label] : 0;
    }
    return area;
  }

  /** The mean over the classes that occur, 0 to 1. */
  public double mean() {
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < truths.length; label++) {
      if (truths[label] > 0) {
        sum += of(label);
        occurring++;
      }
    }
    return sum / occurring;
  }
}
