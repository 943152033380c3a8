package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Training;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of the page, where there is Chromium; elsewhere it is skipped. */
class BrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  @TempDir private Path directory;

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The page's elements after its scripts have run. */
  private String elements(Path page) throws IOException, InterruptedException {
    Optional<Path> chromium = chromium();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on the PATH");
    Path elements = directory.resolve("elements.html");
    Process process =
        new ProcessBuilder(
                chromium.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(elements.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(elements, StandardCharsets.UTF_8)
        .replaceAll("(?s)<script.*?</script>", "");
  }

  private static long count(String text, String expression) {
    return Pattern.compile(expression).matcher(text).results().count();
  }

  @Test
  void everyPartOfThePageIsDrawn() throws IOException, InterruptedException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.train(), MarkData.test()).listen(report)) {
      training.fit(3);
    }
    String page = elements(report.file());
    for (String part : List.of("curves", "confusion", "mistakes", "samples", "network", "run")) {
      assertThat(count(page, "<section id=\"" + part + "\"")).as(part).isEqualTo(1);
    }
    assertThat(count(page, "role=\"img\" aria-label=\"[^\"]+\"[^>]*><div[^>]*><svg")).isEqualTo(6);
    assertThat(count(page, "<img [^>]*alt=\"training image of ")).isEqualTo(8);
    assertThat(count(page, "<img (?![^>]*src=\"data:)")).isZero(); // of the name of a class
    assertThat(page).contains("&lt;/script&gt;&lt;img src=x&gt;");
    assertThat(page).containsPattern("<title>Marks: finished, epoch 3 of 3</title>");
  }

  @Test
  void mapsAreDrawn() throws IOException, InterruptedException {
    Report report = Report.in(directory);
    try (TrainingNetwork network = MarkMapsNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.maps(), MarkData.maps()).listen(report)) {
      training.fit(1);
    }
    String page = elements(report.file());
    assertThat(count(page, "alt=\"what its pixels are\"")).isPositive();
    assertThat(page).contains("pixels right").doesNotContain("undefined", "NaN");
  }
}
