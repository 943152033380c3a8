package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code predict} says, and of what. */
class PredictTest {
  @TempDir private static Path trained;
  @TempDir private Path directory;

  @BeforeAll
  static void train() {
    run(squares(), 0, "train", "-w", weights(), "--epochs", 8, "--batch", 4);
  }

  private static Path weights() {
    return trained.resolve("net.safetensors");
  }

  @BeforeEach
  void draw() throws IOException {
    draw("red.png", Color.RED);
    draw("more/green.JPG", Color.GREEN);
    draw("more/a \"b\", blue.png", Color.BLUE);
    Files.writeString(directory.resolve("notes.txt"), "no picture");
  }

  private void draw(String name, Color color) throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(
        new Color(
            Math.max(128, color.getRed()),
            Math.max(128, color.getGreen()),
            Math.max(128, color.getBlue())));
    graphics.fillRect(0, 0, 8, 8);
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, name.endsWith("png") ? "png" : "jpg", file.toFile());
  }

  @Test
  void foldersAreSearchedInOrder() {
    assertThat(run(squares(), 0, "predict", "-w", weights(), directory).out().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith(directory + "/more/a \"b\", blue.png  blue "),
            line -> assertThat(line).startsWith(directory + "/more/green.JPG  green "),
            line -> assertThat(line).startsWith(directory + "/red.png  red "));
  }

  @Test
  void jsonIsForPrograms() throws IOException {
    Calls.Said said =
        run(squares(), 0, "predict", "-w", weights(), "--format=json", "--top=2", directory);
    JsonNode all = new JsonMapper().readTree(said.out());
    assertThat(all).hasSize(3);
    JsonNode red = all.get(2);
    assertThat(red.get("file").asText()).isEqualTo(directory.resolve("red.png").toString());
    assertThat(red.get("class").asText()).isEqualTo("red");
    assertThat(red.get("top")).hasSize(2);
    assertThat(red.get("top").get(0).get("probability")).isEqualTo(red.get("probability"));
    double first = red.get("probability").asDouble();
    double second = red.get("top").get(1).get("probability").asDouble();
    assertThat(first).isBetween(0.5, 1.0);
    assertThat(second).isBetween(0.0, 1 - first + 1e-6);
  }

  @Test
  void csvIsForTables() {
    Calls.Said said =
        run(squares(), 0, "predict", "-w", weights(), "--format", "csv", "--top", 3, directory);
    String[] rows = said.out().split("\r\n");
    assertThat(rows).hasSize(1 + 3 * 3);
    assertThat(rows[0]).isEqualTo("file,rank,class,probability");
    assertThat(rows[1]).startsWith("\"" + directory + "/more/a \"\"b\"\", blue.png\",1,blue,0.");
    assertThat(rows[9]).startsWith(directory + "/red.png,3,");
  }

  /** The others are predicted; whether that is a failure says the option. */
  @Test
  void brokenPicturesAreNamedAndTheOthersPredicted() throws IOException {
    Path broken = Files.writeString(directory.resolve("more/broken.png"), "broken");
    Calls.Said failed = run(squares(), 1, "predict", "-w", weights(), directory);
    assertThat(failed.errors())
        .contains("passed over: " + broken + " is not an image that Java can read");
    assertThat(failed.out().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith(directory + "/more/a \"b\", blue.png  blue "),
            line -> assertThat(line).startsWith(directory + "/more/green.JPG  green "),
            line -> assertThat(line).startsWith(directory + "/red.png  red "));
    Calls.Said said =
        run(
            squares(),
            0,
            "predict",
            "-w",
            weights(),
            "--on-broken",
            "skip",
            "--format",
            "json",
            directory);
    JsonNode all = new JsonMapper().readTree(said.out());
    assertThat(said.errors()).contains("passed over: " + broken);
    assertThat(all).hasSize(4);
    assertThat(all.get(1).get("file").asText()).isEqualTo(broken.toString());
    assertThat(all.get(1).get("error").asText()).contains("is not an image");
    assertThat(all.get(3).get("class").asText()).isEqualTo("red");
  }

  @Test
  void aFolderWithoutPicturesIsAMistake() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThat(run(squares(), 2, "predict", "-w", weights(), empty).errors())
        .contains("there is no picture in " + empty, "png");
  }
}
