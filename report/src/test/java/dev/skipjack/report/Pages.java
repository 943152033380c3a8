package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Trainings of marks, and what a browser finds in the page of one. */
final class Pages {
  private Pages() {}

  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">([^<]*)</script>");

  static String data(Path page) throws IOException {
    Matcher matcher = DATA.matcher(Files.readString(page));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  static JsonNode read(Path page) throws IOException {
    return new JsonMapper().readTree(data(page));
  }

  static Training training(TrainingNetwork network, TrainingListener... listeners) {
    return Training.of(network).data(MarkData.train(), MarkData.test()).listen(listeners);
  }
}
