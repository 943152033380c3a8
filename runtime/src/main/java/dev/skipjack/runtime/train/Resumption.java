package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.CheckpointDirectory.Skipped;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.train.OtherTrainingException.Difference;
import dev.skipjack.runtime.weights.CheckedTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A checkpoint that a training goes on from: open until all of it was taken. */
final class Resumption implements AutoCloseable {
  private static final String LISTENERS = "listeners";

  private final Path file;
  private final CheckedTensors tensors;
  private final SavedTraining saved;
  private final Numbers numbers;
  private final List<Skipped> skipped;
  private final Set<Allow> allowed;

  private Resumption(CheckpointDirectory.Found found, Set<Allow> allowed) throws IOException {
    this.file = found.file();
    this.tensors = found.tensors();
    this.skipped = found.skipped();
    this.allowed = allowed;
    String json = tensors.metadata().get(Snapshot.KEY);
    if (json == null) {
      throw new IOException(file + " has no training in it: it is no checkpoint");
    }
    try {
      this.saved = SavedTraining.parse(json);
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot resume from " + file + ": " + e.getMessage(), e);
    }
    this.numbers = new Numbers(tensors.numbers(Snapshot.NUMBERS));
  }

  /**
   * @param path a checkpoint, or a directory of them, of which the newest good one is taken
   * @throws IOException if there is none
   */
  static Resumption open(Path path, Set<Allow> allowed) throws IOException {
    boolean isFile = Files.isRegularFile(path);
    CheckpointDirectory.Found found =
        isFile
            ? new CheckpointDirectory.Found(path, CheckedTensors.open(path), List.of())
            : new CheckpointDirectory(path).newest();
    try {
      return new Resumption(found, allowed);
    } catch (IOException | RuntimeException | Error e) {
      found.tensors().close();
      throw e;
    }
  }

  SavedTraining saved() {
    return saved;
  }

  Numbers numbers() {
    return numbers;
  }

  boolean allows(Allow what) {
    return allowed.contains(what);
  }

  /**
   * @param network as it is now
   */
  Resumed describe(Map<String, String> network) {
    return new Resumed(
        file,
        saved.steps(),
        saved.history().size(),
        saved.batches(),
        skipped.stream().map(Skipped::reason).toList(),
        TrainingIdentity.compiledOtherwise(saved.identity(), network));
  }

  /** Newer files that are damaged. */
  Set<Path> damaged() {
    return skipped.stream().map(Skipped::file).collect(Collectors.toSet());
  }

  /**
   * @throws OtherTrainingException naming what is another than it was, and is not allowed to be
   */
  Set<Allow> compare(Map<String, String> now) {
    return TrainingIdentity.compare(saved.identity(), now, allowed, file);
  }

  /** Gives the network its weights, running statistics and step. */
  void restore(TrainingNetwork network) throws IOException {
    for (Parameter parameter : network.parameterList()) {
      tensors.read(parameter.name(), network.tensor(parameter));
    }
    network.step(saved.drawnSteps());
    network.parametersChanged();
  }

  /**
   * Gives the optimizer and the average what they remember, where they are those of the checkpoint.
   *
   * @param now what the training is
   */
  void restore(Learner learner, Map<String, String> now) {
    if (isKept(TrainingIdentity.OPTIMIZER, now)) {
      read(Snapshot.ofOptimizer(learner.optimizer()));
      learner.optimizer().restore(saved.optimizer());
    }
    if (learner.average() != null && isKept(TrainingIdentity.AVERAGE, now)) {
      read(Snapshot.ofAverage(learner.average()));
      learner.average().restore(saved.average());
    }
  }

  private boolean isKept(String part, Map<String, String> now) {
    return now.get(part).equals(saved.identity().get(part));
  }

  /**
   * @throws OtherTrainingException naming listeners that are missing or have nothing here, unless
   *     that is allowed
   */
  void compare(List<TrainingListener> listeners) {
    Map<String, TrainingListener> named = Snapshot.named(listeners);
    Map<String, Map<String, String>> states = states();
    List<String> problems = new ArrayList<>();
    states.forEach(
        (name, values) -> {
          if (!named.containsKey(name) && !values.isEmpty()) {
            problems.add("listener " + name + " is missing");
          }
        });
    named.forEach(
        (name, listener) -> {
          if (!states.containsKey(name) && !listener.save().isEmpty()) {
            problems.add("listener " + name + " is new");
          }
        });
    if (!problems.isEmpty() && !allows(Allow.OTHER_LISTENERS)) {
      throw new OtherTrainingException(
          file,
          problems.stream()
              .map(text -> new Difference(LISTENERS, text, Allow.OTHER_LISTENERS))
              .toList());
    }
  }

  /** Gives each listener what it had. */
  void restore(List<TrainingListener> listeners, TrainingState training) {
    Map<String, Map<String, String>> states = states();
    Snapshot.named(listeners)
        .forEach(
            (name, listener) -> {
              if (states.containsKey(name)) {
                read(Snapshot.ofListener(name, listener.tensors(training)));
                listener.restore(states.get(name));
              }
            });
  }

  /** What listeners had to save, by their names. */
  private Map<String, Map<String, String>> states() {
    return saved.listeners().stream()
        .collect(
            Collectors.toMap(
                SavedTraining.SavedListener::name, SavedTraining.SavedListener::values));
  }

  private void read(Map<String, INDArray> into) {
    try {
      for (Map.Entry<String, INDArray> entry : into.entrySet()) {
        tensors.read(entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      tensors.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
