package dev.skipjack.app;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Checks the numbers of a command line before its command begins. */
public final class Ranges {
  private Ranges() {}

  /**
   * @throws ParameterException if an option has a value outside its {@link Range}, {@link Share} or
   *     {@link Positive}
   */
  public static void check(ParseResult parsed) {
    for (ParseResult command : parsed.subcommands()) {
      for (OptionSpec option : command.commandSpec().options()) {
        Number value = option.getValue() instanceof Number number ? number : null;
        if (value != null && !isAllowed(option, value)) {
          boolean fromFile = option.originalStringValues().isEmpty();
          String typed =
              fromFile ? value.toString() : String.join(",", option.originalStringValues());
          throw new ParameterException(
              command.commandSpec().commandLine(),
              "Invalid value for option '" + option.longestName() + "': '" + typed + "'",
              option,
              typed);
        }
      }
    }
  }

  /** In words what an option takes, if it says so. */
  public static Optional<String> describe(ArgSpec option) {
    Range range = annotation(option, Range.class);
    if (range != null) {
      String multiple = range.multipleOf() == 1 ? "" : ", a multiple of " + range.multipleOf();
      return Optional.of(
          String.format(Locale.ROOT, "from %,d to %,d%s", range.from(), range.to(), multiple));
    }
    Share share = annotation(option, Share.class);
    if (share != null) {
      return Optional.of(
          share.orNone() ? "a number from 0 to below 1" : "a number above 0 and below 1");
    }
    return annotation(option, Positive.class) == null
        ? Optional.empty()
        : Optional.of("a finite number above 0");
  }

  private static boolean isAllowed(OptionSpec option, Number value) {
    Range range = annotation(option, Range.class);
    if (range != null) {
      long number = value.longValue();
      return number >= range.from() && number <= range.to() && number % range.multipleOf() == 0;
    }
    double number = value.doubleValue();
    Share share = annotation(option, Share.class);
    if (share != null) {
      return (number > 0 || share.orNone() && number == 0) && number < 1;
    }
    return annotation(option, Positive.class) == null || number > 0 && Double.isFinite(number);
  }

  private static <A extends Annotation> A annotation(ArgSpec option, Class<A> type) {
    return option.userObject() instanceof AnnotatedElement field ? field.getAnnotation(type) : null;
  }
}
