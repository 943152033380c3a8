package dev.skipjack.examples.story;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the things that an experiment compares.
 *
 * @param name in its table
 * @param model the annotated class
 * @param open the generated factory: seed to network
 * @param learningRate the highest one
 * @param augmentation of the training images
 */
record Variant(
    String name,
    Class<?> model,
    LongFunction<TrainingNetwork> open,
    double learningRate,
    UnaryOperator<Images> augmentation) {
  private static final Pattern MULTIPLY_ADDS = Pattern.compile("\"multiplyAdds\": (\\d+)");

  /** Of one image, from the report that the compiler wrote beside the class. */
  long multiplyAdds() {
    String name = model.getSimpleName() + ".json";
    try (InputStream report = model.getResourceAsStream(name)) {
      Matcher matcher =
          MULTIPLY_ADDS.matcher(new String(report.readAllBytes(), StandardCharsets.UTF_8));
      if (!matcher.find()) {
        throw new IllegalStateException(name + " has no multiplyAdds");
      }
      return Long.parseLong(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
