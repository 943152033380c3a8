package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a page is written: while a training runs, ends, fails and goes on. */
class ReportWritingTest {
  @TempDir private Path directory;

  /** Looks at the page after each epoch. */
  private static final class Reader implements TrainingListener {
    private final Path page;
    private final List<Integer> epochs = new ArrayList<>();
    private final List<String> states = new ArrayList<>();

    Reader(Path page) {
      this.page = page;
    }

    @Override
    public void begins(TrainingState training) {
      look();
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      look();
    }

    private void look() {
      try {
        JsonNode data = Pages.read(page);
        epochs.add(data.path("epochFigures").size());
        states.add(data.path("state").asText());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void isWrittenBeforeTheFirstStepAndAfterEachEpoch() {
    Report report = Report.in(directory);
    Reader reader = new Reader(report.file());
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report, reader)) {
      training.fit(3);
    }
    assertThat(reader.epochs).containsExactly(0, 1, 2, 3);
    assertThat(reader.states).containsOnly("running");
  }

  @Test
  void saysWhyATrainingWasStoppedOrFailed() throws IOException {
    Report report = Report.in(directory);
    TrainingListener stops =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            training.stop("it is <good> enough");
          }
        };
    TrainingListener fails =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            throw new IllegalStateException("out of luck");
          }
        };
    try (TrainingNetwork network = MarksNetwork.forTraining(7)) {
      try (Training training = Pages.training(network, report, stops)) {
        training.fit(3);
      }
      assertThat(Pages.read(report.file()).path("state").asText()).isEqualTo("finished");
      assertThat(Pages.read(report.file()).path("reason").asText())
          .isEqualTo("it is <good> enough");
      Report other = Report.in(directory.resolve("other"));
      try (Training training = Pages.training(network, other, fails)) {
        assertThatThrownBy(() -> training.fit(3)).hasMessage("out of luck");
      }
      assertThat(Pages.read(other.file()).path("state").asText()).isEqualTo("failed");
      assertThat(Pages.read(other.file()).path("reason").asText()).contains("out of luck");
    }
  }

  @Test
  void aResumedTrainingGoesOnWithItsCurves() throws IOException {
    Report undisturbed = Report.in(directory.resolve("undisturbed"));
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, undisturbed)) {
      training.fit(4);
    }
    Path checkpoints = directory.resolve("checkpoints");
    Report killed = Report.in(directory.resolve("killed"));
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            if (step.number() == 14) { // the checkpoint is of step 10, the page knows of more
              throw new IllegalStateException("killed");
            }
          }
        };
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, killed, killer)) {
      training.checkpoints(Checkpoints.in(checkpoints));
      assertThatThrownBy(() -> training.fit(4)).hasMessage("killed");
    }
    Report resumed = Report.in(directory.resolve("killed"));
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, resumed)) {
      training.checkpoints(Checkpoints.in(checkpoints));
      training.resume(checkpoints);
      training.fit(4);
    }
    JsonNode expected = Pages.read(undisturbed.file());
    JsonNode page = Pages.read(resumed.file());
    assertThat(page.path("state").asText()).isEqualTo("finished");
    for (String figure : List.of("step", "loss", "learningRate", "gradientNorm")) {
      assertThat(values(page.path("steps"), figure))
          .hasSize(20)
          .isEqualTo(values(expected.path("steps"), figure));
    }
    for (String figure : List.of("number", "step", "loss", "testAccuracy", "learningRate")) {
      assertThat(values(page.path("epochFigures"), figure))
          .hasSize(4)
          .isEqualTo(values(expected.path("epochFigures"), figure));
    }
  }

  private static List<Double> values(JsonNode rows, String figure) {
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.path(figure).asDouble()));
    return values;
  }

  @Test
  void aReportThatIsNewInAResumedTrainingKnowsItsEpochs() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network)) {
      training.plan(3).checkpoints(Checkpoints.in(checkpoints)).fit(2);
    }
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.plan(3).checkpoints(Checkpoints.in(checkpoints));
      training.resume(checkpoints);
      training.fit(3);
      JsonNode page = Pages.read(report.file());
      assertThat(values(page.path("epochFigures"), "step")).containsExactly(5.0, 10.0, 15.0);
      assertThat(values(page.path("epochFigures"), "loss"))
          .isEqualTo(training.history().epochs().stream().map(History.Epoch::loss).toList());
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefusedBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    Report report = Report.in(file);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      double[] weights = network.parameters().toDoubleVector();
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write " + report.file());
      assertThat(network.parameters().toDoubleVector()).containsExactly(weights, within(0.0));
    }
  }

  @Test
  void aPageThatCannotBeWrittenLaterEndsNoTraining() {
    Report report = Report.in(directory);
    TrainingListener spoiler =
        new TrainingListener() {
          @Override
          public void epochBegins(TrainingState training, int epoch) {
            try {
              Files.deleteIfExists(report.file());
              Files.createDirectories(report.file());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report, spoiler)) {
      assertThat(training.fit(2).epochs()).hasSize(2);
    }
  }
}
