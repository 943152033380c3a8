package dev.skipjack.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.runtime.weights.CheckedTensors;
import dev.skipjack.runtime.weights.LoadedPart;
import dev.skipjack.runtime.weights.Partial;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the weights out of a checkpoint, which has much else. */
final class CheckpointWeights {
  /** The key of what a checkpoint says of the training. */
  private static final String TRAINING = "skipjack.training";

  private static final String AVERAGED = "average/parameters";
  private static final String AVERAGED_STATISTICS = "average/statistics";

  private CheckpointWeights() {}

  /**
   * What a checkpoint gave.
   *
   * @param file the checkpoint
   * @param average whether the weights are their moving average
   */
  record Loaded(Path file, boolean average) {}

  /**
   * Loads weights, running statistics and the preparation of pictures.
   *
   * @param path a checkpoint, or a directory of them, of which the newest good one is taken
   * @param plain the network's weights, though there is an average of them
   * @throws IOException if there is no good checkpoint, or it is another network's
   */
  static Loaded load(TrainingNetwork network, Path path, boolean plain) throws IOException {
    Path file = path;
    if (Files.isDirectory(path)) {
      CheckpointDirectory.Found found = new CheckpointDirectory(path).newest();
      file = found.file();
      found.tensors().close();
    }
    LoadedPart part =
        Weights.load(
            network,
            file,
            Partial.allow(Partial.missing(), Partial.unexpected(), Partial.otherShape()));
    if (!part.kept().isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is no checkpoint of %s, which has %s",
              file,
              network.name(),
              String.join(", ", part.kept())));
    }
    try (CheckedTensors tensors = CheckedTensors.open(file)) {
      prepare(network, tensors);
      boolean average = !plain && tensors.names().contains(AVERAGED);
      if (average) {
        tensors.read(AVERAGED, network.parameters());
        tensors.read(AVERAGED_STATISTICS, network.runningStatistics());
      }
      return new Loaded(file, average);
    }
  }

  private static void prepare(TrainingNetwork network, CheckedTensors tensors) throws IOException {
    String json = tensors.metadata().getOrDefault(TRAINING, "{}");
    for (JsonNode text : new JsonMapper().readTree(json).findValues(Ending.PREPARATION)) {
      network.prepareWith(PreparationJson.read(text.asText()));
    }
  }
}
