package dev.skipjack.runtime.train;

import dev.skipjack.runtime.FlightRecorder;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.nio.file.Path;

/** A program that trains and evaluates, for JVMs that lack something. */
final class TrainsOneEpoch {
  private TrainsOneEpoch() {}

  public static void main(String[] arguments) {
    Batches data = FlightRecorderTest.data();
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network).data(data, data)) {
      training.checkpoints(Checkpoints.in(Path.of(System.getProperty("checkpoints"))));
      System.out.printf(
          "recorder: %b, epochs: %d%n",
          FlightRecorder.isPresent(), training.fit(1).epochs().size());
    }
  }
}
