package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may see what. The packages stand in the order in which a model passes through them. */
class ImportRulesTest {
  private static final String ROOT = "dev.skipjack.processor";

  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("diagnostics", Set.of()),
          Map.entry("read", Set.of("diagnostics")),
          Map.entry("ir", Set.of()),
          Map.entry("shape", Set.of("ir")),
          Map.entry("build", Set.of("diagnostics", "read", "ir", "shape")),
          Map.entry("layout", Set.of("ir")),
          Map.entry("optimize", Set.of("ir", "shape", "layout")),
          Map.entry("grad", Set.of("ir", "shape")),
          Map.entry("memory", Set.of("ir", "grad")),
          Map.entry("report", Set.of("diagnostics", "read", "ir", "memory")),
          Map.entry("emit", Set.of("ir", "grad", "memory", "report")));

  private static final Set<String> SEE_THE_LANGUAGE_MODEL = Set.of("", "read", "emit");

  @Test
  void packagesKeepToTheirPlace() throws IOException {
    List<String> broken = new ArrayList<>();
    Path sources = Path.of("src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("import ")) {
            String imported = line.replaceAll("^import (static )?|;$", "");
            if (!isAllowed(packageOf(sources.relativize(file)), imported)) {
              broken.add(sources.relativize(file) + ": " + imported);
            }
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static String packageOf(Path file) {
    String directory =
        file.getParent().toString().replace(file.getFileSystem().getSeparator(), ".");
    return directory.equals(ROOT) ? "" : directory.substring(ROOT.length() + 1);
  }

  private static boolean isAllowed(String from, String imported) {
    if (imported.startsWith("com.palantir.javapoet.")) {
      return from.equals("emit");
    }
    if (imported.startsWith("javax.")) {
      return SEE_THE_LANGUAGE_MODEL.contains(from);
    }
    if (imported.startsWith(ROOT + ".") && !from.isEmpty()) {
      String to = imported.substring(ROOT.length() + 1).replaceAll("\\..*", "");
      return to.equals(from) || MAY_IMPORT.get(from).contains(to);
    }
    return true;
  }

  @Test
  void theRulesWouldFindAViolation() {
    assertThat(isAllowed("ir", "javax.lang.model.element.Element")).isFalse();
    assertThat(isAllowed("memory", "com.palantir.javapoet.ClassName")).isFalse();
    assertThat(isAllowed("ir", ROOT + ".grad.Differentiate")).isFalse();
    assertThat(isAllowed("grad", ROOT + ".ir.Graph")).isTrue();
  }
}
