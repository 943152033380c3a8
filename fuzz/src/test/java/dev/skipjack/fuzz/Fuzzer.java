package dev.skipjack.fuzz;

import dev.skipjack.fuzz.generate.FuzzedModel;
import dev.skipjack.fuzz.run.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Tries models from seed to seed; faults are shrunk and written to a folder. */
final class Fuzzer {
  /** Models of one run of javac. */
  private static final int TOGETHER = 24;

  private final Compiler compiler = new Compiler();
  private final Path folder;
  private final Duration shrinking;
  private final Map<Trial.Outcome, Integer> outcomes = new EnumMap<>(Trial.Outcome.class);
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final List<Long> faults = new ArrayList<>();
  private final long begin = System.nanoTime();
  private int models;

  /**
   * @param folder where faults are written
   * @param shrinking how long one fault is made smaller, at most
   */
  Fuzzer(Path folder, Duration shrinking) {
    this.folder = folder;
    this.shrinking = shrinking;
  }

  private record Batch(List<FuzzedModel> models, Trial.Compiled compiled) {}

  /** The seeds at fault. */
  List<Long> faults() {
    return faults;
  }

  /** How many models came to this. */
  int count(Trial.Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  /** How many models were tried. */
  int models() {
    return models;
  }

  /**
   * @param first seed
   * @param count of models, at most
   * @param limit of time, after which no batch is begun
   */
  void run(long first, int count, Duration limit) throws IOException {
    CompletableFuture<Batch> next = batch(first, Math.min(TOGETHER, count));
    for (int done = 0; done < count; done += TOGETHER) {
      Batch batch = next.join();
      boolean isLast = done + TOGETHER >= count || elapsed().compareTo(limit) > 0;
      if (!isLast) {
        next = batch(first + done + TOGETHER, Math.min(TOGETHER, count - done - TOGETHER));
      }
      for (int i = 0; i < batch.models().size(); i++) {
        note(batch.models().get(i), batch.compiled().run(i, batch.models().get(i).plan()));
      }
      System.out.println(progress());
      if (isLast) {
        return;
      }
    }
  }

  /** The next models are compiled while the last ones run. */
  private CompletableFuture<Batch> batch(long first, int count) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<FuzzedModel> generated =
              LongStream.range(first, first + count).mapToObj(FuzzedModel::of).toList();
          List<String> texts = generated.stream().map(m -> m.source().text()).toList();
          return new Batch(generated, Trial.Compiled.of(compiler, texts));
        });
  }

  private void note(FuzzedModel model, Trial trial) throws IOException {
    models++;
    outcomes.merge(trial.outcome(), 1, Integer::sum);
    if (trial.outcome() == Trial.Outcome.REFUSED) {
      refusals.merge(trial.text().replaceAll("(?s)].*", "]"), 1, Integer::sum);
      if (Boolean.getBoolean("skipjack.fuzz.refused")) {
        System.out.println(trial.text() + "\n" + model.source().text());
      }
    }
    if (trial.isFault()) {
      faults.add(model.seed());
      KeptModel found = new KeptModel(model.source().text(), model.plan());
      write(model.seed(), "found", found, trial);
      Shrinker shrinker = new Shrinker(compiler, shrinking);
      Shrinker.Shrunk shrunk = shrinker.shrink(model.source(), model.plan(), trial);
      write(
          model.seed(),
          "shrunk",
          new KeptModel(shrunk.source().text(), shrunk.plan()),
          shrunk.trial());
      System.out.printf(
          Locale.ROOT,
          "seed %d is a fault:%n%s%n%s%n%s%n",
          model.seed(),
          shrunk.trial().text(),
          shrunk.plan().text(),
          shrunk.source().text());
    }
  }

  private void write(long seed, String what, KeptModel model, Trial trial) throws IOException {
    Files.createDirectories(folder);
    String comment =
        trial.text().lines().map(line -> "// " + line + "\n").reduce("", String::concat);
    Files.writeString(folder.resolve("seed" + seed + "-" + what + ".java"), model.text() + comment);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  String progress() {
    double seconds = elapsed().toMillis() / 1000.0;
    return String.format(
        Locale.ROOT,
        "%,d models in %.0f s (%.1f a second) %s, refused %s, faults %s",
        models,
        seconds,
        models / seconds,
        outcomes,
        refusals,
        faults);
  }
}
