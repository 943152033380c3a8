package dev.skipjack.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.fuzz.generate.FuzzedModel;
import dev.skipjack.fuzz.run.Compiler;
import dev.skipjack.fuzz.run.ExportRun;
import dev.skipjack.fuzz.source.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX Runtime predicts what random models predict. {@code -Dskipjack.fuzz.exports} says how many,
 * {@code -Dskipjack.fuzz.seed} the first seed.
 */
class ExportFuzzTest {
  /** Models of one run of javac. */
  private static final int TOGETHER = 24;

  private static final long USUAL = 24;

  @TempDir private Path directory;

  private final Compiler compiler = new Compiler();
  private final List<String> faults = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  @Test
  void exportsOfRandomModelsPredictTheSame() throws Exception {
    long count = setting("exports", USUAL);
    long first = setting("seed", 1);
    for (long done = 0; done < count; done += TOGETHER) {
      List<FuzzedModel> models =
          LongStream.range(first + done, first + Math.min(count, done + TOGETHER))
              .mapToObj(FuzzedModel::of)
              .filter(model -> !model.source().annotations().contains("Custom"))
              .toList();
      run(models);
    }
    assertThat(faults).as("of %d, refused %d", count, refused.size()).isEmpty();
    assertThat(refused).hasSizeLessThanOrEqualTo((int) count / 10 + 1);
  }

  private static long setting(String name, long usual) {
    String value = System.getProperty("skipjack.fuzz." + name, "");
    return value.isEmpty() ? usual : Long.parseLong(value);
  }

  private void run(List<FuzzedModel> models) throws Exception {
    Compiler.Result compiled =
        compiler.compile(models.stream().map(model -> model.source().text()).toList());
    for (int i = 0; i < models.size(); i++) {
      FuzzedModel model = models.get(i);
      if (compiled.messages().containsKey(i)) {
        refused.add(model.source().text() + compiled.messages().get(i));
        continue;
      }
      Optional<String> difference;
      try {
        difference =
            ExportRun.difference(
                compiled.model(i, ModelSource.MODEL),
                model.plan(),
                directory.resolve("model.onnx"));
      } catch (Exception e) {
        difference = Optional.of(e.toString());
      }
      difference.ifPresent(
          text ->
              faults.add(
                  String.format(
                      Locale.ROOT,
                      "seed %d: %s%n%s%n%s",
                      model.seed(),
                      text,
                      model.plan().text(),
                      model.source().text())));
    }
  }
}
