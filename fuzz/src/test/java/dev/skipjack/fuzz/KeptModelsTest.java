package dev.skipjack.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.fuzz.run.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Models that the fuzzer found at fault once stay right. */
@Tag("exhaustive")
class KeptModelsTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "kept");

  @TestFactory
  Stream<DynamicTest> staysRight() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(FOLDER)) {
      files = found.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    Compiler compiler = new Compiler();
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      KeptModel kept = KeptModel.parse(Files.readString(file));
                      Trial trial =
                          Trial.Compiled.of(compiler, List.of(kept.source())).run(0, kept.plan());
                      assertThat(trial.isFault()).as(trial.text()).isFalse();
                      assertThat(trial.outcome()).isNotEqualTo(Trial.Outcome.REFUSED);
                    }));
  }
}
