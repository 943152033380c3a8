package dev.skipjack.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImportRulesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/skipjack/spark");

  private static List<String> imports(Path directory, int depth) throws IOException {
    List<String> imports = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory, depth)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("import "))
            .forEach(imports::add);
      }
    }
    return imports;
  }

  /** Whoever has an {@code ImageSet} needs neither the estimator nor rows. */
  @Test
  void theTrainingKnowsNoEstimator() throws IOException {
    assertThat(imports(SOURCES, 1))
        .isNotEmpty()
        .noneMatch(line -> line.matches("import dev\\.skipjack\\.spark\\.(ml|data)\\..*"))
        .noneMatch(line -> line.matches("import org\\.apache\\.spark\\.ml\\..*"));
  }

  /** Rows are for whoever trains on them, with or without a pipeline. */
  @Test
  void rowsKnowNoEstimator() throws IOException {
    assertThat(imports(SOURCES.resolve("data"), 1))
        .isNotEmpty()
        .noneMatch(line -> line.startsWith("import dev.skipjack.spark.ml."))
        .filteredOn(line -> line.startsWith("import org.apache.spark.ml."))
        .allMatch(line -> line.matches("import org\\.apache\\.spark\\.ml\\.(image|linalg)\\..*"));
  }

  /** 135 jars are for those who have a cluster. */
  @Test
  void nothingElseKnowsSpark() throws IOException {
    for (String module : List.of("runtime", "distributed", "report", "onnx", "app", "examples")) {
      Path sources = Path.of("..", module, "src", "main", "java");
      assertThat(imports(sources, Integer.MAX_VALUE))
          .as(module)
          .isNotEmpty()
          .noneMatch(line -> line.contains("org.apache.spark") || line.contains("skipjack.spark"));
      assertThat(Files.readString(Path.of("..", module, "pom.xml")))
          .as(module)
          .doesNotContain("org.apache.spark", "skipjack-spark");
    }
  }
}
