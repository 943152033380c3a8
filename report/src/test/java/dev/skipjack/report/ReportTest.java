package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a training, read as a browser would find it. */
class ReportTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">([^<]*)</script>");

  @TempDir private Path directory;

  private static String data(Path page) throws IOException {
    Matcher matcher = DATA.matcher(Files.readString(page));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static JsonNode read(Path page) throws IOException {
    return new JsonMapper().readTree(data(page));
  }

  private static Training training(TrainingNetwork network, TrainingListener... listeners) {
    return Training.of(network).data(MarkData.train(), MarkData.test()).listen(listeners);
  }

  @Test
  void showsTheFiguresOfTheTraining() throws IOException {
    Report report = Report.in(directory.resolve("a/b")).fact("seed", "7");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      History history = training.fit(3);
      JsonNode page = read(report.file());
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
        Training training = training(network, report)) {
      training.schedule(Schedule.constant(0.1)).fit(1);
      assertThat(read(report.file()).path("testName").asText()).isEqualTo("test");
      training.validation(MarkData.test()).fit(1);
      JsonNode page = read(report.file());
      assertThat(page.path("testName").asText()).isEqualTo("validation");
      assertThat(page.path("facts").findValuesAsText("name")).contains("validation");
    }
  }

  @Test
  void whoLooksChangesNothing() {
    double[] unseen;
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network)) {
      training.fit(2);
      unseen = network.parameters().toDoubleVector();
    }
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            training(network, Report.in(directory), TensorBoard.in(directory.resolve("events")))) {
      training.fit(2);
      assertThat(network.parameters().toDoubleVector()).containsExactly(unseen);
    }
  }

  @Test
  void mistakesAreThoseOfTheConfusionMatrixTheWorstFirst() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      History history = training.fit(4);
      JsonNode page = read(report.file());
      long[][] confusion = history.last().test().confusion();
      long wrong = 0;
      for (int truth = 0; truth < 3; truth++) {
        for (int other = 0; other < 3; other++) {
          long count = confusion[truth][other];
          assertThat(page.path("confusion").path("matrix").path(truth).path(other).asLong())
              .isEqualTo(count);
          wrong += truth == other ? 0 : count;
        }
      }
      JsonNode mistakes = page.path("mistakes");
      assertThat(wrong).isPositive(); // every ninth label is wrong
      assertThat(mistakes.path("wrong").asLong()).isEqualTo(wrong);
      assertThat(mistakes.path("all").asBoolean()).isTrue();
      assertThat(mistakes.path("worst")).hasSize((int) wrong);
      double before = 0;
      for (JsonNode mistake : mistakes.path("worst")) {
        double own = mistake.path("probability").asDouble();
        double guessed = mistake.path("guesses").path(0).path("probability").asDouble();
        assertThat(own).isGreaterThanOrEqualTo(before).isLessThan(guessed);
        assertThat(own + guessed).isLessThanOrEqualTo(1 + 1e-9);
        int label = label(mistake.path("number").asInt());
        assertThat(mistake.path("name").asText())
            .isEqualTo("image " + (mistake.path("number").asInt() - 1));
        assertThat(mistake.path("truth").asText()).isEqualTo(MarkData.CLASSES.get(label));
        before = own;
      }
    }
  }

  @Test
  void mistakesOfAShuffledSetHaveNoNames() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.train(), MarkData.train()).listen(report)) {
      training.fit(1);
    }
    JsonNode worst = read(report.file()).path("mistakes").path("worst");
    assertThat(worst).isNotEmpty();
    for (JsonNode mistake : worst) {
      assertThat(mistake.path("name").asText()).isEmpty();
    }
  }

  @Test
  void ofLabelMapsTheImagesWithTheFewestPixelsRightAreShown() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarkMapsNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.maps(), MarkData.maps()).listen(report)) {
      training.optimizer(Adam.adam()).schedule(Schedule.constant(0.05)).fit(6);
    }
    JsonNode page = read(report.file());
    assertThat(page.path("mistakes").isNull()).isTrue();
    assertThat(page.path("confusion").path("counted").asText()).isEqualTo("pixels");
    JsonNode mistakes = page.path("mapMistakes");
    assertThat(mistakes.path("of").asInt()).isEqualTo(MarkData.IMAGES);
    JsonNode worst = mistakes.path("worst").path(0);
    assertThat(worst.path("number").asInt()).isEqualTo(1); // all but one pixel, which is ignored
    assertThat(worst.path("right").asDouble()).isZero();
    BufferedImage truth = image(worst.path("truth").asText());
    BufferedImage prediction = image(worst.path("prediction").asText());
    int dark = Integer.decode(mistakes.path("colours").path(0).path("colour").asText());
    int light = Integer.decode(mistakes.path("colours").path(1).path("colour").asText());
    for (int p = 1; p < 36; p++) {
      boolean white = p % 12 < 6;
      assertThat(truth.getRGB(p % 6, p / 6) & 0xffffff).isEqualTo(white ? dark : light);
      assertThat(prediction.getRGB(p % 6, p / 6) & 0xffffff).isEqualTo(white ? light : dark);
    }
    assertThat(truth.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
  }

  private static int label(int number) {
    return MarkData.set(2).label(number - 1);
  }

  @Test
  void picturesHaveTheColoursOfTheFiles() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      training.fit(1);
    }
    JsonNode worst = read(report.file()).path("mistakes").path("worst").path(0);
    byte[] pixels = MarkData.set(2).pixels(worst.path("number").asInt() - 1);
    BufferedImage image = image(worst.path("picture").asText());
    for (int p = 0; p < pixels.length; p++) {
      assertThat(image.getRGB(p % 6, p / 6) & 0xff).isEqualTo(pixels[p] & 0xff);
    }
  }

  private static BufferedImage image(String url) throws IOException {
    assertThat(url).startsWith("data:image/png;base64,");
    byte[] png = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void textCannotBecomeMarkup() throws IOException {
    Report report = Report.in(directory).fact("note", "<!-- </script><script>alert(1)</script>");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      training.fit(1);
    }
    String data = data(report.file());
    assertThat(data.matches("(?s)[^<>&\u2028]*")).isTrue();
    JsonNode page = new JsonMapper().readTree(data);
    assertThat(page.path("confusion").path("classes").findValuesAsText("name"))
        .containsExactlyElementsOf(MarkData.CLASSES);
    assertThat(Files.readString(report.file()).split("</script>", -1).length).isEqualTo(4);
  }

  @Test
  void whatIsSaidOfARunTakesThePlaceOfWhatWasFound() throws IOException {
    Report report = Report.in(directory).fact("command", "train --hub-token abc --epochs 1");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      training.fit(1);
    }
    List<String> commands = new ArrayList<>();
    for (JsonNode fact : read(report.file()).path("facts")) {
      if (fact.path("name").asText().equals("command")) {
        commands.add(fact.path("value").asText());
      }
    }
    assertThat(commands).containsExactly("train --hub-token *** --epochs 1");
  }

  @Test
  void needsNoOtherFileAndNoNetwork() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
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
        JsonNode data = read(page);
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
        Training training = training(network, report, reader)) {
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
      try (Training training = training(network, report, stops)) {
        training.fit(3);
      }
      assertThat(read(report.file()).path("state").asText()).isEqualTo("finished");
      assertThat(read(report.file()).path("reason").asText()).isEqualTo("it is <good> enough");
      Report other = Report.in(directory.resolve("other"));
      try (Training training = training(network, other, fails)) {
        assertThatThrownBy(() -> training.fit(3)).hasMessage("out of luck");
      }
      assertThat(read(other.file()).path("state").asText()).isEqualTo("failed");
      assertThat(read(other.file()).path("reason").asText()).contains("out of luck");
    }
  }

  @Test
  void aResumedTrainingGoesOnWithItsCurves() throws IOException {
    Report undisturbed = Report.in(directory.resolve("undisturbed"));
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, undisturbed)) {
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
        Training training = training(network, killed, killer)) {
      training.checkpoints(Checkpoints.in(checkpoints));
      assertThatThrownBy(() -> training.fit(4)).hasMessage("killed");
    }
    Report resumed = Report.in(directory.resolve("killed"));
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, resumed)) {
      training.checkpoints(Checkpoints.in(checkpoints));
      training.resume(checkpoints);
      training.fit(4);
    }
    JsonNode expected = read(undisturbed.file());
    JsonNode page = read(resumed.file());
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
        Training training = training(network)) {
      training.plan(3).checkpoints(Checkpoints.in(checkpoints)).fit(2);
    }
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = training(network, report)) {
      training.plan(3).checkpoints(Checkpoints.in(checkpoints));
      training.resume(checkpoints);
      training.fit(3);
      JsonNode page = read(report.file());
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
        Training training = training(network, report)) {
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
        Training training = training(network, report, spoiler)) {
      assertThat(training.fit(2).epochs()).hasSize(2);
    }
  }
}
