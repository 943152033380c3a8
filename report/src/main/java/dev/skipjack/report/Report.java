package dev.skipjack.report;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how a training goes to one page of HTML, {@value #FILE}: curves, confusion matrix, the
 * worst mistakes, what the network sees, its layers, and what the run depends on. The page holds
 * all that it needs and asks no network. It is replaced whole before the first step, after each
 * epoch and at the end. A training that is resumed from a checkpoint goes on with the curves of the
 * page that it finds in the directory.
 *
 * <pre>{@code
 * training.listen(Report.in(Path.of("report")).fact("seed", "7"));
 * }</pre>
 *
 * <p>For one training. Each page predicts up to {@value #LOOKED_AT} test images once more for the
 * mistakes, the last one all of them.
 */
public final class Report implements TrainingListener {
  /** The name of the page in the directory. */
  public static final String FILE = "report.html";

  private static final Logger LOG = LoggerFactory.getLogger(Report.class);
  private static final int LOOKED_AT = 1_000;

  private final Path file;
  private final List<Fact> given = new ArrayList<>();
  private final StepCurve steps = new StepCurve();
  private final List<EpochFigures> epochs = new ArrayList<>();
  private EpochSteps epoch = EpochSteps.none();

  private List<Fact> facts = List.of();
  private String begun = "";
  private Architecture architecture;
  private ClassNames names;
  private Samples samples;
  private Confusion confusion;
  private Mistakes mistakes;
  private MapMistakes mapMistakes;

  private Report(Path file) {
    this.file = file;
  }

  /** A report in a directory, which is made where there is none. */
  public static Report in(Path directory) {
    return new Report(directory.resolve(FILE));
  }

  /**
   * Adds something to know about the run, such as its seed; in place of what the report would find
   * under that name itself, such as {@code command}. What looks like a secret is not shown.
   */
  public Report fact(String name, String value) {
    given.add(new Fact("Program", name, RunFacts.withoutSecrets(value)));
    return this;
  }

  /** The page. */
  public Path file() {
    return file;
  }

  /**
   * Writes the first page.
   *
   * @throws UncheckedIOException if it cannot be written: rather now than after the first epoch
   */
  @Override
  public void begins(TrainingState training) {
    names = ClassNames.of(training.train());
    if (begun.isEmpty() && training.steps() > 0) {
      goOn(training);
    }
    begun = now();
    architecture = Architecture.of(training.network());
    facts = facts(training);
    samples = Samples.of(training);
    try {
      write(training, "running", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** After a resume; of epochs that no page tells of the history tells something. */
  private void goOn(TrainingState training) {
    EarlierPage.read(file, training.network().name())
        .map(page -> page.until(training.steps()))
        .ifPresent(
            page -> {
              steps.continueFrom(page.steps());
              epochs.addAll(page.epochFigures());
            });
    for (History.Epoch over : training.history().epochs()) {
      if (epochs.stream().noneMatch(known -> known.number() == over.number())) {
        epochs.add(figures(over, over.number() * training.stepsPerEpoch()));
      }
    }
    epochs.sort(Comparator.comparingInt(EpochFigures::number));
  }

  private List<Fact> facts(TrainingState training) {
    List<Fact> all = new ArrayList<>(given);
    RunFacts.of(training.network()).stream()
        .filter(found -> given.stream().noneMatch(fact -> fact.isAbout(found)))
        .forEach(all::add);
    all.add(data("training", training.train()));
    training.test().ifPresent(test -> all.add(data(training.testName(), test)));
    training
        .network()
        .preparation()
        .ifPresent(p -> all.add(new Fact("Data", "pictures", p.describe())));
    return all;
  }

  private static Fact data(String name, Batches batches) {
    return new Fact(
        "Data",
        name,
        String.format(
            Locale.ROOT,
            "%s: %,d images, %,d batches of %,d",
            batches.dataset().name(),
            batches.images(),
            batches.batches(),
            batches.batchSize()));
  }

  @Override
  public void stepEnds(TrainingState training, TrainingState.Step step) {
    steps.add(StepCurve.Point.of(step));
    epoch = epoch.and(step);
  }

  @Override
  public void epochEnds(TrainingState training, History.Epoch ended) {
    epochs.removeIf(other -> other.number() >= ended.number());
    epochs.add(figures(ended, training.steps()));
    epoch = EpochSteps.none();
    if (ended.test() != null) {
      confusion = Confusion.of(ended.test(), ended.number(), names);
    }
    boolean last = ended.number() >= training.epochs();
    findMistakes(training, last ? Integer.MAX_VALUE : LOOKED_AT);
    tryToWrite(training, "running", "");
  }

  private EpochFigures figures(History.Epoch ended, long step) {
    Evaluation test = ended.test();
    return new EpochFigures(
        ended.number(),
        step,
        ended.seconds(),
        ended.images(),
        epoch.waitShare(),
        epoch.learningRate(),
        ended.loss(),
        ended.accuracy(),
        test == null ? Double.NaN : test.loss(),
        test == null ? Double.NaN : test.accuracy(),
        ended.metrics());
  }

  private void findMistakes(TrainingState training, int most) {
    if (training.test().isEmpty()) {
      return;
    }
    Batches test = training.test().get();
    if (test.dataset().hasLabelMaps()) {
      mapMistakes = MapMistakes.of(training.inference(), test, most);
    } else {
      mistakes = Mistakes.of(training.inference(), test, most);
    }
  }

  @Override
  public void ends(TrainingState training) {
    tryToWrite(training, "finished", training.stopped().orElse(""));
  }

  @Override
  public void failed(TrainingState training, Throwable reason) {
    tryToWrite(training, "failed", String.valueOf(reason));
  }

  /** A full disk is no reason to end a training: the page before stays, and is tried again. */
  private void tryToWrite(TrainingState training, String state, String reason) {
    try {
      write(training, state, reason);
    } catch (IOException e) {
      LOG.warn("the report stays as it was: {}", e.getMessage());
    }
  }

  private void write(TrainingState training, String state, String reason) throws IOException {
    String page =
        Page.of(
            new ReportData(
                training.network().name(),
                training.train().dataset().name(),
                training.testName(),
                state,
                reason,
                begun,
                now(),
                training.epochs(),
                training.stepsPerEpoch(),
                List.copyOf(epochs),
                steps.points(),
                confusion,
                mistakes,
                mapMistakes,
                samples,
                architecture,
                facts));
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(page);
    WholeFile.write(
        file,
        channel -> {
          ByteBuffer rest = bytes.duplicate();
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
