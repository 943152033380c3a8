package dev.skipjack.fuzz.source;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Everything that one model is written of; the last class is the model, {@code Net}. */
public record ModelSource(List<ClassSource> classes) {
  /** The simple name of the model. */
  public static final String MODEL = "Net";

  private static final Pattern ANNOTATION = Pattern.compile("@(\\w+)");

  public ModelSource {
    classes = List.copyOf(classes);
  }

  /** Without a package, which whoever compiles several puts before it. */
  public String text() {
    return classes.stream()
        .map(ClassSource::text)
        .collect(Collectors.joining("\n", "import dev.skipjack.annotations.*;\n\n", ""));
  }

  /** The simple names of all annotations. */
  public Set<String> annotations() {
    return ANNOTATION
        .matcher(text())
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
