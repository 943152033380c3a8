package dev.skipjack.examples.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a detector believes to see.
 *
 * @param box around it
 * @param label its class
 * @param score how sure the detector is; only the order matters
 */
public record Detection(Box box, int label, double score) {
  /** The surest first. */
  static final Comparator<Detection> SUREST_FIRST =
      Comparator.comparingDouble(Detection::score).reversed();

  /**
   * Leaves out each detection that overlaps a surer one of the same class (greedy non-maximum
   * suppression).
   *
   * @param overlap the least intersection over union that counts as the same thing
   * @return the rest, the surest first
   */
  public static List<Detection> suppress(List<Detection> detections, double overlap) {
    List<Detection> kept = new ArrayList<>();
    for (Detection candidate : detections.stream().sorted(SUREST_FIRST).toList()) {
      boolean seen =
          kept.stream()
              .anyMatch(
                  surer ->
                      surer.label == candidate.label
                          && surer.box.intersectionOverUnion(candidate.box) >= overlap);
      if (!seen) {
        kept.add(candidate);
      }
    }
    return kept;
  }
}
