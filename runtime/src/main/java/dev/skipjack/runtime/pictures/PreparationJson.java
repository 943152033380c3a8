package dev.skipjack.runtime.pictures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;

/**
 * A {@link Preparation} as text, which lies in weight files. The version says how it is written:
 * what a newer version wrote is refused, not guessed.
 */
public final class PreparationJson {
  /** The version that is written, and the newest that is read. */
  public static final int VERSION = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PreparationJson() {}

  /** What the text has, by itself: files outlive the code. */
  private record Text(
      int version,
      boolean grey,
      int channels,
      Framing framing,
      List<Integer> covered,
      List<Integer> frame,
      List<Integer> input,
      List<Double> mean,
      List<Double> standardDeviation,
      List<String> classes) {}

  /** One line of JSON. */
  public static String write(Preparation preparation) {
    try {
      return JSON.writeValueAsString(
          new Text(
              VERSION,
              preparation.grey(),
              preparation.channels(),
              preparation.framing(),
              sides(preparation.covered()),
              sides(preparation.frame()),
              sides(preparation.input()),
              preparation.mean(),
              preparation.standardDeviation(),
              preparation.classNames()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a preparation is always JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is none that {@link #write} makes, or of a newer
   *     version
   */
  public static Preparation read(String json) {
    try {
      int version = JSON.readTree(json).path("version").asInt();
      if (version < 1 || version > VERSION) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the preparation of pictures has version %s, this Skipjack reads up to %d",
                JSON.readTree(json).path("version"),
                VERSION));
      }
      Text text = JSON.readValue(json, Text.class);
      return new Preparation(
          text.grey(),
          text.channels(),
          text.framing(),
          size(text.covered()),
          size(text.frame()),
          size(text.input()),
          text.mean(),
          text.standardDeviation(),
          text.classes());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the preparation of pictures is not as it is written: " + e.getOriginalMessage(), e);
    }
  }

  private static List<Integer> sides(Size size) {
    return List.of(size.height(), size.width());
  }

  private static Size size(List<Integer> sides) {
    if (sides.size() != 2) {
      throw new IllegalArgumentException("a size has a height and a width, not " + sides);
    }
    return new Size(sides.get(0), sides.get(1));
  }
}
