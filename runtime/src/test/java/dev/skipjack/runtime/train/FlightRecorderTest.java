package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.kernel.JavaProcess;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's flight recorder tells of a training. */
class FlightRecorderTest {
  @TempDir private Path directory;

  /** Six images, which make batches of four and of two. */
  static Batches data() {
    byte[] pixels = new byte[6 * 4];
    byte[] labels = new byte[6];
    for (int i = 0; i < 6; i++) {
      labels[i] = (byte) (i % 3);
      pixels[4 * i + i % 3] = (byte) 255;
    }
    return new ImageSet("spots", 1, 2, 2, pixels, labels, Collections.nCopies(3, "spot")).batch(4);
  }

  private List<RecordedEvent> recorded(Recording recording, String name) throws IOException {
    Path file = directory.resolve(name + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.skipjack." + name))
        .toList();
  }

  @Test
  void stepsEpochsCheckpointsAndPredictionsAreEvents() throws IOException {
    List<TrainingState.Step> steps = new ArrayList<>();
    TrainingListener notes =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            steps.add(step);
          }
        };
    try (Recording recording = new Recording();
        PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network).data(data(), data()).listen(notes)) {
      recording.start();
      training.checkpoints(Checkpoints.in(directory.resolve("checkpoints")));
      History history = training.fit(2);
      recording.stop();

      List<RecordedEvent> events = recorded(recording, "Step");
      assertThat(events).hasSize(4);
      for (int i = 0; i < 4; i++) {
        RecordedEvent event = events.get(i);
        TrainingState.Step step = steps.get(i);
        assertThat(event.getInt("epoch")).isEqualTo(i / 2 + 1);
        assertThat(event.getLong("step")).isEqualTo(i + 1);
        assertThat(event.getInt("images")).isEqualTo(i % 2 == 0 ? 4 : 2);
        assertThat(event.getDouble("loss")).isEqualTo(step.loss());
        assertThat(event.getDouble("learningRate")).isEqualTo(step.learningRate());
        assertThat(event.getDouble("gradientNorm")).isEqualTo(step.gradientNorm());
        assertThat(event.getDuration("waited").toNanos())
            .isCloseTo(step.waitNanos(), within(1_000L)); // the recorder counts in ticks
        assertThat(event.getDuration("computed").toNanos())
            .isCloseTo(step.computeNanos(), within(1_000L));
        assertThat(event.getDuration().toNanos())
            .isGreaterThan(step.waitNanos() + step.computeNanos() - 2_000L);
      }

      List<RecordedEvent> epochs = recorded(recording, "Epoch");
      assertThat(epochs).hasSize(2);
      for (int i = 0; i < 2; i++) {
        History.Epoch epoch = history.epochs().get(i);
        assertThat(epochs.get(i).getInt("epoch")).isEqualTo(i + 1);
        assertThat(epochs.get(i).getDouble("loss")).isEqualTo(epoch.loss());
        assertThat(epochs.get(i).getDouble("testAccuracy")).isEqualTo(epoch.test().accuracy());
      }

      List<RecordedEvent> checkpoints = recorded(recording, "Checkpoint");
      assertThat(checkpoints).as("one for each epoch, also for the last").hasSize(2);
      RecordedEvent checkpoint = checkpoints.get(checkpoints.size() - 1);
      Path file = Path.of(checkpoint.getString("file"));
      assertThat(file).hasParent(directory.resolve("checkpoints")).isRegularFile();
      assertThat(checkpoint.getLong("size")).isEqualTo(Files.size(file));
      assertThat(checkpoint.getLong("step")).isEqualTo(4);

      List<RecordedEvent> predictions = recorded(recording, "Prediction");
      assertThat(predictions.stream().mapToLong(event -> event.getLong("images")).sum())
          .isEqualTo(2 * 6);
      assertThat(predictions).allMatch(event -> event.getString("network").equals("Pixel"));
    }
  }

  @Test
  void aJvmWithoutTheRecorderTrainsAsWell() throws Exception {
    String said =
        JavaProcess.output(
            TrainsOneEpoch.class,
            "--limit-modules=java.se,jdk.unsupported",
            "-Dcheckpoints=" + directory);
    assertThat(said).contains("recorder: false, epochs: 1");
  }

  @Test
  void whileNobodyRecordsNothingIsAllocated() {
    allocated(20_000); // classes are loaded, and the loop is compiled
    assertThat(allocated(10_000)).isLessThan(10_000); // less than a byte for each
  }

  /** Bytes that this thread allocates while it asks so many times. */
  private static long allocated(int times) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    int begun = 0;
    for (int i = 0; i < times; i++) {
      begun += RecordedEvents.step() == null ? 0 : 1;
      begun += RecordedEvents.epoch() == null ? 0 : 1;
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(begun).isZero();
    return bytes;
  }
}
