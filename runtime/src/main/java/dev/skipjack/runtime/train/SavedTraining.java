package dev.skipjack.runtime.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint keeps of a training besides its tensors, as JSON in the metadata of the file.
 *
 * @param version of these records
 * @param identity {@link TrainingIdentity}
 * @param steps that were taken
 * @param drawnSteps the network's
 * @param batches of the epoch that is under way whose steps were taken
 * @param seconds of that epoch
 * @param fits all that began
 * @param seen of the epoch that is under way; null between epochs
 * @param optimizer its numbers
 * @param average its numbers; null without
 */
record SavedTraining(
    int version,
    Map<String, String> identity,
    long steps,
    long drawnSteps,
    int batches,
    double seconds,
    double learningRateScale,
    List<Fit> fits,
    List<SavedEpoch> history,
    SavedEvaluation seen,
    Map<String, Double> optimizer,
    Map<String, Double> average,
    List<SavedListener> listeners) {
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An epoch that is over. */
  record SavedEpoch(
      int number,
      double loss,
      double accuracy,
      SavedEvaluation test,
      double seconds,
      int images,
      Map<String, Double> metrics) {
    static SavedEpoch of(History.Epoch epoch, Numbers numbers) {
      return new SavedEpoch(
          epoch.number(),
          epoch.loss(),
          epoch.accuracy(),
          epoch.test() == null ? null : SavedEvaluation.of(epoch.test(), false, numbers),
          epoch.seconds(),
          epoch.images(),
          epoch.metrics());
    }

    History.Epoch open(Numbers numbers) {
      return new History.Epoch(
          number,
          loss,
          accuracy,
          test == null ? null : test.open(numbers),
          seconds,
          images,
          metrics);
    }
  }

  /**
   * A listener.
   *
   * @param name of its class
   */
  record SavedListener(String name, Map<String, String> values) {}

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checkpoint cannot be written as JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is of a newer version, or none
   */
  static SavedTraining parse(String json) {
    try {
      int version = JSON.readTree(json).path("version").asInt();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "it is of version "
                + version
                + ", and "
                + VERSION
                + " is read: use the Skipjack that wrote it");
      }
      return JSON.readValue(json, SavedTraining.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its text is no training: " + e.getOriginalMessage(), e);
    }
  }
}
