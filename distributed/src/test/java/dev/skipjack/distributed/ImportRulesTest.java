package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImportRulesTest {
  private static List<String> imports(Path directory) throws IOException {
    List<String> imports = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("import "))
            .forEach(imports::add);
      }
    }
    return imports;
  }

  /** It adds up what a training gives it; of networks, data and schedulers it knows nothing. */
  @Test
  void theExchangeSeesTheTrainingsInterfaceAlone() throws IOException {
    assertThat(imports(Path.of("src/main/java")))
        .filteredOn(line -> line.contains("dev.skipjack."))
        .isNotEmpty()
        .allMatch(line -> line.matches("import dev\\.skipjack\\.runtime\\.train\\.[\\w.]+;"));
    assertThat(imports(Path.of("src/main/java"))).noneMatch(line -> line.contains("spark"));
  }

  /** A training on one machine opens no socket. */
  @Test
  void theRuntimeSeesNoNetwork() throws IOException {
    assertThat(imports(Path.of("../runtime/src/main/java")))
        .noneMatch(line -> line.matches("import java\\.(net|nio\\.channels)\\..*Socket.*"))
        .noneMatch(line -> line.contains(".distributed."));
  }
}
