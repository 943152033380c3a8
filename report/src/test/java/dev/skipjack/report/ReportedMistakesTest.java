package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images that a page shows: those that the network is most wrong about. */
class ReportedMistakesTest {
  @TempDir private Path directory;

  @Test
  void mistakesAreThoseOfTheConfusionMatrixTheWorstFirst() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      History history = training.fit(4);
      JsonNode page = Pages.read(report.file());
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

  private static int label(int number) {
    return MarkData.set(2).label(number - 1);
  }

  @Test
  void mistakesOfAShuffledSetHaveNoNames() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.train(), MarkData.train()).listen(report)) {
      training.fit(1);
    }
    JsonNode worst = Pages.read(report.file()).path("mistakes").path("worst");
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
    JsonNode page = Pages.read(report.file());
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

  @Test
  void picturesHaveTheColoursOfTheFiles() throws IOException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training = Pages.training(network, report)) {
      training.fit(1);
    }
    JsonNode worst = Pages.read(report.file()).path("mistakes").path("worst").path(0);
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
}
