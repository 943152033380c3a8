package dev.skipjack.fuzz;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a model is run.
 *
 * @param batch images of the first step
 * @param secondBatch images of the second step, and of the prediction after it
 * @param threads of the fast provider
 * @param isConcurrent whether there are such threads; else one does the work of all
 * @param height of images, pixels; the nearest that a model of any size takes
 * @param width of images, pixels
 * @param seed of images, parameters and gradients
 */
public record Plan(
    int batch,
    int secondBatch,
    int threads,
    boolean isConcurrent,
    int height,
    int width,
    long seed) {
  private static final Pattern TEXT =
      Pattern.compile(
          "// plan: batches (\\d+) and (\\d+), (\\d+) (threads|parts), images (\\d+)x(\\d+), seed (-?\\d+)");

  /** The first line of a kept model. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "// plan: batches %d and %d, %d %s, images %dx%d, seed %d",
        batch,
        secondBatch,
        threads,
        isConcurrent ? "threads" : "parts",
        height,
        width,
        seed);
  }

  /** Reads what {@link #text} wrote. */
  public static Plan parse(String line) {
    Matcher matcher = TEXT.matcher(line.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a plan such as " + TEXT + ", got: " + line);
    }
    return new Plan(
        number(matcher, 1),
        number(matcher, 2),
        number(matcher, 3),
        matcher.group(4).equals("threads"),
        number(matcher, 5),
        number(matcher, 6),
        Long.parseLong(matcher.group(7)));
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** The same on other numbers. */
  public Plan withSeed(long newSeed) {
    return new Plan(batch, secondBatch, threads, isConcurrent, height, width, newSeed);
  }

  public Plan withBatches(int first, int second) {
    return new Plan(first, second, threads, isConcurrent, height, width, seed);
  }

  public Plan withThreads(int newThreads) {
    return new Plan(batch, secondBatch, newThreads, isConcurrent, height, width, seed);
  }

  public Plan withSize(int newHeight, int newWidth) {
    return new Plan(batch, secondBatch, threads, isConcurrent, newHeight, newWidth, seed);
  }
}
