package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a training, read as a browser would find it. */
class ReportTest {
  @TempDir private Path directory;

  @Test
  void showsTheFiguresOfTheTraining() throws IOException {
    Report report = Report.in(directory.resolve("a/b")).fact("seed", "7");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      History history = training.fit(3);
      JsonNode page = Pages.read(report.file());
      assertThat(page.path("state").asText()).isEqualTo("finished");
      assertThat(page.path("model").asText()).isEqualTo("Marks");
      assertThat(page.path("epochFigures")).hasSize(3);
      for (int i = 0; i < 3; i++) {
        JsonNode shown = page.path("epochFigures").path(i);
        History.Epoch epoch = history.epochs().get(i);
        assertThat(shown.path("number").asInt()).isEqualTo(i + 1);
        assertThat(shown.path("step").asInt()).isEqualTo(5 * (i + 1));
        assertThat(shown.path("loss").asDouble()).isEqualTo(epoch.loss());
        assertThat(shown.path("accuracy").asDouble()).isEqualTo(epoch.accuracy());
        assertThat(shown.path("testLoss").asDouble()).isEqualTo(epoch.test().loss());
        assertThat(shown.path("testAccuracy").asDouble()).isEqualTo(epoch.test().accuracy());
        assertThat(shown.path("waitShare").asDouble()).isBetween(0.0, 1.0);
      }
      assertThat(page.path("steps")).hasSize(15);
      assertThat(page.path("facts").findValuesAsText("name"))
          .contains("seed", "training", "test", "JVM flags", "processor", "Skipjack");
      assertThat(page.path("facts").findValuesAsText("value"))
          .contains("7", "marks: 36 images, 5 batches of 8");
    }
  }

  /** What something is decided by is no test. */
  @Test
  void whatIsEvaluatedOnHasItsName() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.schedule(Schedule.constant(0.1)).fit(1);
      assertThat(Pages.read(report.file()).path("testName").asText()).isEqualTo("test");
      training.validation(MarkData.test()).fit(1);
      JsonNode page = Pages.read(report.file());
      assertThat(page.path("testName").asText()).isEqualTo("validation");
      assertThat(page.path("facts").findValuesAsText("name")).contains("validation");
    }
  }

  @Test
  void whoLooksChangesNothing() {
    double[] unseen;
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network)) {
      training.fit(2);
      unseen = network.parameters().toDoubleVector();
    }
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Pages.training(
                network, Report.in(directory), TensorBoard.in(directory.resolve("events")))) {
      training.fit(2);
      assertThat(network.parameters().toDoubleVector()).containsExactly(unseen);
    }
  }

  @Test
  void whatIsSaidOfARunTakesThePlaceOfWhatWasFound() throws IOException {
    Report report = Report.in(directory).fact("command", "train --hub-token abc --epochs 1");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.fit(1);
    }
    List<String> commands = new ArrayList<>();
    for (JsonNode fact : Pages.read(report.file()).path("facts")) {
      if (fact.path("name").asText().equals("command")) {
        commands.add(fact.path("value").asText());
      }
    }
    assertThat(commands).containsExactly("train --hub-token *** --epochs 1");
  }

  @Test
  void textCannotBecomeMarkup() throws IOException {
    Report report = Report.in(directory).fact("note", "<!-- </script><script>alert(1)</script>");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.fit(1);
    }
    String data = Pages.data(report.file());
    assertThat(data.matches("(?s)[^<>&\u2028]*")).isTrue();
    JsonNode page = new JsonMapper().readTree(data);
    assertThat(page.path("confusion").path("classes").findValuesAsText("name"))
        .containsExactlyElementsOf(MarkData.CLASSES);
    assertThat(Files.readString(report.file()).split("</script>", -1).length).isEqualTo(4);
  }

  @Test
  void needsNoOtherFileAndNoNetwork() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.fit(1);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(report.file());
    }
    String page = Files.readString(report.file());
    String markup = page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1</script>");
    assertThat(markup).hasSizeLessThan(20_000).contains("default-src 'none'; img-src data:");
    assertThat(markup).doesNotContainPattern("(?:src|href)=\"(?!data:|#)").doesNotContain("url(");
    for (String part : List.of("--page:", "echarts.init", "\"5.3.1\"")) {
      assertThat(page.contains(part)).as(part).isTrue();
    }
    for (String place : List.of("/* report.css */", "/* report.js */", "/* echarts.js */")) {
      assertThat(page.contains(place)).as(place).isFalse();
    }
  }
}
