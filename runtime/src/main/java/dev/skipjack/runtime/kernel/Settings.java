package dev.skipjack.runtime.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runtime's settings, system properties {@code -Dskipjack.…}. Each is read here, and one with a
 * value that means nothing is refused by name.
 */
public final class Settings {
  /** {@code nd4j} or {@code simd} forces one provider; then nothing falls back. */
  public static final String KERNELS = "skipjack.kernels";

  /** How many threads a kernel uses, the caller among them; default: every processor. */
  public static final String THREADS = "skipjack.threads";

  /** Bits of a vector; default: what the processor prefers. */
  public static final String VECTOR_BITS = "skipjack.vector.bits";

  /** How many vectors a core holds, 16 or 32, for tests; default: what the processor has. */
  public static final String VECTOR_REGISTERS = "skipjack.vector.registers";

  /**
   * Bytes of a core's second-level cache, {@code 512k} or {@code 2m}, for which the fast provider
   * cuts its work, wherever it runs; default: 1m. Sums are rounded elsewhere.
   */
  public static final String SECOND_LEVEL_CACHE = "skipjack.cache.l2";

  /** The same of what maps and weights may take of a cache that cores share; default: 16m. */
  public static final String LAST_LEVEL_CACHE = "skipjack.cache.l3";

  /** {@code true} logs where the time of a network went when it closes. */
  public static final String PROFILE = "skipjack.profile";

  /**
   * {@code planar}, {@code blocked} or {@code winograd}: the fast provider computes convolutions
   * so, where it can, for tests and measurements; default: the fastest.
   */
  public static final String CONVOLUTIONS = "skipjack.convolutions";

  /**
   * {@code native}: maps of the fast provider lie outside the Java heap, as those of others do;
   * default: {@code heap}, as far as half of it holds them.
   */
  public static final String MAPS = "skipjack.maps";

  /** A number that memory whose contents are undefined is filled with, for tests; default: none. */
  public static final String POISON = "skipjack.poison";

  /**
   * What share of its usual work a part of a kernel does at least, from 0 to 1, for tests: small
   * kernels then have many parts, too. Sums are rounded elsewhere; default: 1.
   */
  public static final String GRAIN = "skipjack.grain";

  /** The most pixels of a picture that is read from a file; default: 178,956,970. */
  public static final String PICTURE_PIXELS = "skipjack.picture.pixels";

  /** {@code false}: {@code launch/Relaunch} starts no other JVM; default: {@code true}. */
  public static final String RELAUNCH = "skipjack.relaunch";

  /** Process that started this one again, which no user sets. */
  public static final String RELAUNCHED_BY = "skipjack.relaunched.by";

  /** Beyond this Pillow calls a picture a decompression bomb, and refuses it. */
  private static final int PILLOW_PIXELS = 178_956_970;

  private static final int MOST_THREADS = 1024;

  /** How convolutions are computed; some of {@code kernel/simd/algorithm/ConvolutionMethod}. */
  private static final List<String> METHODS =
      List.of("planar", "blocked", "winograd", "winograd-rows");

  /** Binary, as a cache is: a number alone is bytes. */
  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kKmM]?)");

  private static final List<Integer> BITS = List.of(128, 256, 512);
  private static final List<Integer> REGISTERS = List.of(16, 32);
  private static final List<String> ALL =
      List.of(
          KERNELS,
          THREADS,
          VECTOR_BITS,
          VECTOR_REGISTERS,
          SECOND_LEVEL_CACHE,
          LAST_LEVEL_CACHE,
          PROFILE,
          CONVOLUTIONS,
          MAPS,
          POISON,
          GRAIN,
          PICTURE_PIXELS,
          RELAUNCH);

  private Settings() {}

  /**
   * Reads every setting.
   *
   * @throws IllegalArgumentException if one has a value that means nothing
   */
  public static void check() {
    threads();
    vectorBits();
    vectorRegisters();
    secondLevelCache();
    lastLevelCache();
    profile();
    convolutions();
    mapsOnHeap();
    poison();
    grain();
    picturePixels();
    relaunch();
  }

  /** The provider that is forced. */
  public static Optional<String> kernels() {
    return text(KERNELS);
  }

  /**
   * @throws IllegalArgumentException if it is no whole number from 1 to 1024
   */
  public static int threads() {
    int threads =
        number(THREADS, "a whole number from 1 to " + MOST_THREADS)
            .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    if (threads < 1 || threads > MOST_THREADS) {
      throw unusable(THREADS, "a whole number from 1 to " + MOST_THREADS);
    }
    return threads;
  }

  /**
   * @throws IllegalArgumentException if it is neither 128 nor 256 nor 512
   */
  public static OptionalInt vectorBits() {
    return oneOf(BITS, VECTOR_BITS, "128, 256 or 512");
  }

  /**
   * @throws IllegalArgumentException if it is neither 16 nor 32
   */
  public static OptionalInt vectorRegisters() {
    return oneOf(REGISTERS, VECTOR_REGISTERS, "16 or 32");
  }

  private static OptionalInt oneOf(List<Integer> values, String property, String expected) {
    OptionalInt value = number(property, expected);
    if (value.isPresent() && !values.contains(value.getAsInt())) {
      throw unusable(property, expected);
    }
    return value;
  }

  /**
   * @throws IllegalArgumentException if it is no multiple of 128k up to 64m
   */
  public static OptionalLong secondLevelCache() {
    return size(SECOND_LEVEL_CACHE, 128 << 10, 64 << 20, "a multiple of 128k up to 64m");
  }

  /**
   * @throws IllegalArgumentException if it is no multiple of 1m up to 1024m
   */
  public static OptionalLong lastLevelCache() {
    return size(LAST_LEVEL_CACHE, 1 << 20, 1 << 30, "a multiple of 1m up to 1024m");
  }

  /**
   * @throws IllegalArgumentException if it is neither true nor false
   */
  static boolean profile() {
    return truth(PROFILE, "false");
  }

  /**
   * @throws IllegalArgumentException if it is neither true nor false
   */
  public static boolean relaunch() {
    return truth(RELAUNCH, "true");
  }

  /**
   * The number of a process.
   *
   * @throws IllegalArgumentException if it is no number
   */
  public static Optional<Long> relaunchedBy() {
    try {
      return text(RELAUNCHED_BY).map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw unusable(RELAUNCHED_BY, "the number of a process");
    }
  }

  /**
   * @throws IllegalArgumentException if it is no way to compute a convolution
   */
  public static Optional<String> convolutions() {
    Optional<String> method = text(CONVOLUTIONS);
    if (method.isPresent() && !METHODS.contains(method.get())) {
      throw unusable(CONVOLUTIONS, "planar, blocked, winograd or winograd-rows");
    }
    return method;
  }

  /**
   * Whether maps lie there where they can.
   *
   * @throws IllegalArgumentException if it is neither heap nor native
   */
  public static boolean mapsOnHeap() {
    String where = text(MAPS).orElse("heap");
    if (!where.equals("heap") && !where.equals("native")) {
      throw unusable(MAPS, "heap or native");
    }
    return where.equals("heap");
  }

  /**
   * @throws IllegalArgumentException if it is neither NaN nor another float
   */
  public static Optional<Float> poison() {
    try {
      return text(POISON).map(Float::valueOf);
    } catch (NumberFormatException e) {
      throw unusable(POISON, "a float, such as NaN or 1e30");
    }
  }

  /**
   * @throws IllegalArgumentException if it is no number from 0 to 1
   */
  public static double grain() {
    try {
      double grain = text(GRAIN).map(Double::valueOf).orElse(1.0);
      if (grain >= 0 && grain <= 1) {
        return grain;
      }
    } catch (NumberFormatException e) {
      // as any other value that means nothing
    }
    throw unusable(GRAIN, "a number from 0 to 1");
  }

  /**
   * @throws IllegalArgumentException if it is no whole number of 1 or more
   */
  public static int picturePixels() {
    String expected = "a whole number from 1 to " + Integer.MAX_VALUE;
    int pixels = number(PICTURE_PIXELS, expected).orElse(PILLOW_PIXELS);
    if (pixels < 1) {
      throw unusable(PICTURE_PIXELS, expected);
    }
    return pixels;
  }

  /** A property that is set to nothing is one that is not set. */
  private static Optional<String> text(String name) {
    return Optional.ofNullable(System.getProperty(name))
        .map(String::trim)
        .filter(v -> !v.isEmpty());
  }

  private static boolean truth(String name, String otherwise) {
    String value = text(name).orElse(otherwise);
    if (!value.equals("true") && !value.equals("false")) {
      throw unusable(name, "true or false");
    }
    return value.equals("true");
  }

  private static OptionalInt number(String name, String expected) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text.get()));
    } catch (NumberFormatException e) {
      throw unusable(name, expected);
    }
  }

  /** Multiples of a unit, so that kernels cut whole vectors. */
  private static OptionalLong size(String name, int unit, int most, String expected) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher size = SIZE.matcher(text.get());
    if (size.matches()) {
      String letter = size.group(2).toLowerCase(Locale.ROOT);
      int shift = letter.isEmpty() ? 0 : letter.equals("k") ? 10 : 20;
      long bytes = Long.parseLong(size.group(1)) << shift;
      if (bytes >= unit && bytes <= most && bytes % unit == 0) {
        return OptionalLong.of(bytes);
      }
    }
    throw unusable(name, expected);
  }

  private static IllegalArgumentException unusable(String name, String expected) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "-D%s=%s: expected %s", name, System.getProperty(name), expected));
  }

  static List<String> names() {
    return ALL;
  }

  /**
   * Names that begin as ours do but are none of them and differ from one by a slip of the keyboard:
   * {@code -Dskipjack.thread=2} would have no effect.
   */
  static List<String> misspelt() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("skipjack.") && !ALL.contains(name))
        .filter(name -> ALL.stream().anyMatch(known -> isNear(name, known)))
        .sorted()
        .toList();
  }

  /** Whether one letter more, less or other, or two that changed places, makes one the other. */
  private static boolean isNear(String a, String b) {
    int same = Arrays.mismatch(a.toCharArray(), b.toCharArray());
    int ends = 0;
    int shorter = Math.min(a.length(), b.length());
    while (ends < shorter - same
        && a.charAt(a.length() - 1 - ends) == b.charAt(b.length() - 1 - ends)) {
      ends++;
    }
    int restOfA = a.length() - same - ends;
    int restOfB = b.length() - same - ends;
    boolean swapped =
        restOfA == 2
            && restOfB == 2
            && a.charAt(same) == b.charAt(same + 1)
            && a.charAt(same + 1) == b.charAt(same);
    return restOfA <= 1 && restOfB <= 1 || swapped;
  }
}
