package dev.skipjack.runtime.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A history as JSON.
 *
 * @param version of these records: those of checkpoints
 * @param numbers what evaluations counted
 */
record SavedHistory(int version, List<SavedTraining.SavedEpoch> epochs, double[] numbers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SavedHistory of(History history) {
    Numbers numbers = new Numbers();
    List<SavedTraining.SavedEpoch> epochs = new ArrayList<>();
    history.epochs().forEach(epoch -> epochs.add(SavedTraining.SavedEpoch.of(epoch, numbers)));
    return new SavedHistory(SavedTraining.VERSION, epochs, numbers.toArray());
  }

  History open() {
    Numbers all = new Numbers(numbers);
    return new History(epochs.stream().map(epoch -> epoch.open(all)).toList());
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a history cannot be written as JSON", e);
    }
  }

  static SavedHistory parse(String json) {
    try {
      int version = JSON.readTree(json).path("version").asInt();
      if (version != SavedTraining.VERSION) {
        throw new IllegalArgumentException(
            "the history is of version "
                + version
                + ", and "
                + SavedTraining.VERSION
                + " is read: use the Skipjack that wrote it");
      }
      return JSON.readValue(json, SavedHistory.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no history: " + e.getOriginalMessage(), e);
    }
  }
}
