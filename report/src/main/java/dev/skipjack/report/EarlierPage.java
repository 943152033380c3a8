package dev.skipjack.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The curves of the page that a killed training left: a resumed one goes on with them, as far as
 * its checkpoint goes. The page is where they are, so that checkpoints need not carry them and a
 * training may be resumed with a report or without.
 *
 * @param model which was trained
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record EarlierPage(String model, List<EpochFigures> epochFigures, List<StepCurve.Point> steps) {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">([^<]*)</script>");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addDeserializer(double.class, new NullIsNaN())
                  .addDeserializer(Double.class, new NullIsNaN()))
          .build();

  /** The page's curves; empty if there is no page, it is none of ours or of another model. */
  static Optional<EarlierPage> read(Path file, String model) {
    try {
      Matcher data = DATA.matcher(Files.readString(file));
      return data.find()
          ? Optional.of(JSON.readValue(data.group(1), EarlierPage.class))
              .filter(page -> model.equals(page.model()))
          : Optional.empty();
    } catch (IOException noneOfOurs) {
      return Optional.empty();
    }
  }

  /** What was known up to a step. */
  EarlierPage until(long step) {
    return new EarlierPage(
        model,
        epochFigures.stream().filter(epoch -> epoch.step() <= step).toList(),
        steps.stream().filter(point -> point.step() <= step).toList());
  }

  /** What JSON cannot say. */
  private static final class NullIsNaN extends JsonDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return json.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
