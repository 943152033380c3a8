package dev.skipjack.runtime.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pictures know nothing of networks: whoever needs one of both alone can have it. */
class ImportRulesTest {
  private static final Path RUNTIME = Path.of("src/main/java/dev/skipjack/runtime");

  private static List<String> imports(String directory) throws IOException {
    try (Stream<Path> files = Files.list(RUNTIME.resolve(directory))) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(
              file -> {
                try {
                  return Files.readAllLines(file).stream();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .filter(line -> line.matches("import (static )?dev\\.skipjack\\..*"))
          .toList();
    }
  }

  @Test
  void picturesSeeTheSettingsAlone() throws IOException {
    assertThat(imports("pictures")).containsOnly("import dev.skipjack.runtime.kernel.Settings;");
  }

  /** It runs before anything else is loaded. */
  @Test
  void launchingSeesTheSettingsAlone() throws IOException {
    assertThat(imports("launch")).containsOnly("import dev.skipjack.runtime.kernel.Settings;");
  }

  /** A pool is made of networks; nothing that a network is made of knows of pools. */
  @Test
  void nobodySeesPools() throws IOException {
    for (String directory : List.of("", "kernel", "data", "pictures", "train", "weights")) {
      assertThat(imports(directory)).noneMatch(line -> line.contains(".runtime.serve."));
    }
    assertThat(imports("serve")).noneMatch(line -> line.contains(".runtime.train."));
  }

  @Test
  void dataSeePicturesButNoNetworks() throws IOException {
    assertThat(imports("data"))
        .anyMatch(line -> line.contains(".runtime.pictures."))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(train|weights|[A-Z]).*"));
  }

  @Test
  void transformsSeePicturesAlone() throws IOException {
    assertThat(imports("transforms"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("import dev.skipjack.runtime.pictures."));
  }

  /** What a network computes is said with the specs of kernels, and asks for none. */
  @Test
  void graphsSeeSpecsAlone() throws IOException {
    assertThat(imports("graph"))
        .isNotEmpty()
        .allMatch(
            line -> line.matches("import dev\\.skipjack\\.runtime\\.kernel\\.\\w+\\.\\w+Spec;"));
  }

  /** What a checkpoint is of, its files need not know. */
  @Test
  void checkpointsSeeFilesAlone() throws IOException {
    assertThat(imports("checkpoint"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("import dev.skipjack.runtime.weights."));
    for (String directory : List.of("", "kernel", "data", "pictures", "weights", "metrics")) {
      assertThat(imports(directory)).noneMatch(line -> line.contains(".runtime.checkpoint."));
    }
  }

  /** The loop has interfaces; what implements them knows the loop, which does not know it. */
  @Test
  void trainingDoesNotKnowTheRecipes() throws IOException {
    assertThat(imports("train"))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(optimize|metrics|listeners)\\..*"));
    assertThat(imports("metrics"))
        .anyMatch(line -> line.contains(".runtime.train."))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(optimize|listeners|kernel)\\..*"));
    assertThat(imports("listeners"))
        .anyMatch(line -> line.contains(".runtime.train."))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(metrics|kernel|data)\\..*"));
    assertThat(imports("optimize"))
        .anyMatch(line -> line.contains(".runtime.train."))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(metrics|listeners|weights)\\..*"));
  }

  /** Networks are made of them; they know of none. */
  @Test
  void memoryAndParametersKnowNoNetworks() throws IOException {
    assertThat(imports("memory"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("import dev.skipjack.runtime.kernel."));
    assertThat(imports("parameters"))
        .isNotEmpty()
        .filteredOn(line -> !line.endsWith(".runtime.data.ElementView;")) // copies, knows nothing
        .allMatch(line -> line.matches(".*\\.runtime\\.(kernel|memory|pictures|parameters)\\..*"));
    assertThat(imports("kernel"))
        .noneMatch(line -> line.matches(".*\\.runtime\\.(memory|parameters)\\..*"));
  }

  /** What users implement knows nothing of arrays and kernels. */
  @Test
  void layersOfTheUsersOwnSeeRandomNumbersAlone() throws IOException {
    assertThat(imports("custom")).containsOnly("import dev.skipjack.runtime.random.RandomStream;");
  }

  /**
   * Whoever prepares, binds and runs kernels knows none of the ops; families see some before them.
   */
  @Test
  void familiesOfOpsPointOneWay() throws IOException {
    assertThat(imports("kernel")).noneMatch(line -> line.matches(".*Spec;"));
    List<String> families = List.of("activation", "norm", "pool", "convolution");
    for (int i = 0; i < families.size(); i++) {
      for (String later : families.subList(i + 1, families.size())) {
        assertThat(imports("kernel/" + families.get(i)))
            .noneMatch(line -> line.contains(".kernel." + later + "."));
      }
    }
    for (String alone : List.of("elementwise", "linear", "movement", "optimizer", "sequence")) {
      assertThat(imports("kernel/" + alone))
          .isNotEmpty()
          .noneMatch(line -> line.matches(".*\\.kernel\\.[a-z]+\\..*"));
    }
  }
}
