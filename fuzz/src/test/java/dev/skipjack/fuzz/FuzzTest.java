package dev.skipjack.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.Model;
import dev.skipjack.fuzz.generate.FuzzedModel;
import dev.skipjack.runtime.kernel.Poison;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * Random models compute the same with and without passes, on every provider, in FLOAT and DOUBLE.
 * {@code -Dskipjack.fuzz.models} says how many, {@code -Dskipjack.fuzz.seed} the first seed, {@code
 * -Dskipjack.fuzz.minutes} when to stop.
 */
class FuzzTest {
  private static final Path FOLDER = Path.of("target", "fuzz");

  private static final Duration SHRINKING = Duration.ofMinutes(2);

  private static long setting(String name, long usual) {
    String value = System.getProperty("skipjack.fuzz." + name, "");
    return value.isEmpty() ? usual : Long.parseLong(value);
  }

  @Test
  void randomModelsComputeTheSameInEveryWay() throws IOException {
    assertThat(Poison.ON).as("-Dskipjack.poison=NaN, which finds reads of old memory").isTrue();
    Fuzzer fuzzer = new Fuzzer(FOLDER, SHRINKING);
    int models = (int) setting("models", 200);
    fuzzer.run(setting("seed", 1), models, Duration.ofMinutes(setting("minutes", 100_000)));
    assertThat(fuzzer.faults()).as("seeds; the models are in %s", FOLDER).isEmpty();
    int silent =
        fuzzer.count(Trial.Outcome.REFUSED)
            + fuzzer.count(Trial.Outcome.NOT_FINITE)
            + fuzzer.count(Trial.Outcome.ILL_CONDITIONED);
    assertThat(silent).as(fuzzer.progress()).isLessThanOrEqualTo(models / 10 + 1);
  }

  /** A new annotation has to be written by the generator as well. */
  @Test
  void everyAnnotationIsTried() throws URISyntaxException {
    Set<String> written =
        LongStream.rangeClosed(1, 400)
            .mapToObj(FuzzedModel::of)
            .flatMap(model -> model.source().annotations().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(written).containsAll(annotations());
  }

  private static Set<String> annotations() throws URISyntaxException {
    Path classes = Path.of(Model.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = Model.class.getPackageName().replace('.', '/');
    Set<String> names = new TreeSet<>();
    for (String file : list(classes, folder)) {
      String name = file.replaceFirst("\\.class$", "");
      boolean isNested = name.contains("$"); // what javac makes of two in one field
      if (!name.equals(file)
          && !isNested
          && isAnnotation(Model.class.getPackageName() + "." + name)) {
        names.add(name);
      }
    }
    assertThat(names).contains("Model", "Conv", "LayerOrder");
    names.remove("LayerOrder"); // the compiler writes it
    return names;
  }

  private static boolean isAnnotation(String name) {
    try {
      return Class.forName(name).isAnnotation();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A folder of a build or a jar. */
  private static Set<String> list(Path classes, String folder) {
    File directory = classes.resolve(folder).toFile();
    if (directory.isDirectory()) {
      return Arrays.stream(directory.list()).collect(Collectors.toSet());
    }
    try (JarFile jar = new JarFile(classes.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(folder + "/"))
          .map(name -> name.substring(folder.length() + 1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
