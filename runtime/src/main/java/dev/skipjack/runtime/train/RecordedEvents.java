package dev.skipjack.runtime.train;

import dev.skipjack.runtime.FlightRecorder;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Begins events of the flight recorder; null where there is none, or nobody records them. */
final class RecordedEvents {
  private RecordedEvents() {}

  static Consumer<TrainingState.Step> step() {
    return FlightRecorder.isPresent() ? StepEvent.start() : null;
  }

  static Consumer<History.Epoch> epoch() {
    return FlightRecorder.isPresent() ? EpochEvent.start() : null;
  }

  /** Of a checkpoint: gets its file and the last step in it. */
  static ObjLongConsumer<Path> checkpoint() {
    return FlightRecorder.isPresent() ? CheckpointEvent.start() : null;
  }
}
