package dev.skipjack.runtime.optimize;

import dev.skipjack.runtime.parameters.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some tensors of a network.
 *
 * @param description for messages: the patterns
 * @param which says whether a tensor is one of them
 */
record Selection(String description, Predicate<Parameter> which) {
  private static final int NAMES_IN_MESSAGE = 5;

  /**
   * Those whose names match one of the patterns: {@code *} stands for any characters, dots too.
   *
   * @throws IllegalArgumentException without a pattern
   */
  static Selection named(String... patterns) {
    if (patterns.length == 0) {
      throw new IllegalArgumentException("say which parameters: give a pattern, such as 'conv1.*'");
    }
    List<Pattern> compiled = Stream.of(patterns).map(Selection::compile).toList();
    return new Selection(
        "'" + String.join("', '", patterns) + "'",
        parameter -> compiled.stream().anyMatch(p -> p.matcher(parameter.name()).matches()));
  }

  private static Pattern compile(String pattern) {
    return Pattern.compile(
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  boolean contains(Parameter parameter) {
    return which.test(parameter);
  }

  /**
   * A pattern that selects nothing is misspelt.
   *
   * @throws IllegalArgumentException if no parameter is one of these
   */
  void check(List<Parameter> parameters) {
    if (parameters.stream().noneMatch(which)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no parameter is named %s; names are for instance %s: * stands for any characters",
              description,
              parameters.stream()
                  .limit(NAMES_IN_MESSAGE)
                  .map(parameter -> "'" + parameter.name() + "'")
                  .collect(Collectors.joining(", "))));
    }
  }
}
