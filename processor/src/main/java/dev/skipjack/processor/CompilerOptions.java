package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.processor.read.ElementPlace;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What users ask of us with {@code -A}, and what is wrong with it. */
final class CompilerOptions {
  /** {@code all}, {@code none}, or passes to leave out: {@code -StatisticsOnce,-FusePrologue}. */
  static final String OPTIMIZE = "skipjack.optimize";

  /** {@code planes}, {@code blocks}, {@code random:SEED} or {@code auto}: how maps lie. */
  static final String LAYOUTS = "skipjack.layouts";

  /** {@code note}: the compiler notes at each field what it comes to; or {@code none}. */
  static final String SHAPES = "skipjack.shapes";

  private final Map<String, String> given;

  /**
   * @param given as the compiler has them; one without {@code =} is null there
   */
  CompilerOptions(Map<String, String> given) {
    this.given = given;
  }

  private String option(String name, String otherwise) {
    return given.containsKey(name) ? Objects.requireNonNullElse(given.get(name), "") : otherwise;
  }

  /** What is told goes there, too. */
  DiagnosticsFile diagnosticsFile() {
    return new DiagnosticsFile(
        given.containsKey(DiagnosticsFile.OPTION)
            ? Optional.of(option(DiagnosticsFile.OPTION, ""))
            : Optional.empty());
  }

  /** Passes of {@link Pipeline} that do not run. */
  Set<String> passesLeftOut(ElementPlace place, Diagnostics diagnostics) {
    String option = option(OPTIMIZE, "all");
    Set<String> known = new LinkedHashSet<>(Pipeline.optional());
    if (option.equals("all") || option.equals("none")) {
      return option.equals("none") ? known : Set.of();
    }
    Set<String> leftOut = new LinkedHashSet<>();
    for (String name : option.split(",")) {
      String pass = name.strip().replaceFirst("^-", "");
      leftOut.add(pass);
      if (!name.strip().startsWith("-") || !known.contains(pass)) {
        String all = known.stream().map(p -> "-" + p).collect(Collectors.joining(","));
        String fix = "use all, none, or passes to leave out, of " + all;
        diagnostics.error(Message.OPTION_UNKNOWN, place, OPTIMIZE, name.strip(), fix);
      }
    }
    return leftOut;
  }

  /** How maps lie. */
  LayoutChoice layouts(ElementPlace place, Diagnostics diagnostics) {
    if (!given.containsKey(LAYOUTS)) {
      return LayoutChoice.DEFAULT;
    }
    String option = option(LAYOUTS, "");
    Optional<LayoutChoice> choice = LayoutChoice.parse(option);
    if (choice.isEmpty()) {
      String fix = "use auto, planes, blocks, or random:SEED with a whole number";
      diagnostics.error(Message.OPTION_UNKNOWN, place, LAYOUTS, option, fix);
    }
    return choice.orElse(LayoutChoice.DEFAULT);
  }

  /** Whether each field of a model gets a note. */
  boolean notesShapes(ElementPlace place, Diagnostics diagnostics) {
    String option = option(SHAPES, "none");
    if (!option.equals("note") && !option.equals("none")) {
      diagnostics.error(Message.OPTION_UNKNOWN, place, SHAPES, option, "use note or none");
    }
    return option.equals("note");
  }
}
