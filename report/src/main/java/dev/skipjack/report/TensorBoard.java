package dev.skipjack.report;

import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how a training goes to event files that TensorBoard shows: {@code tensorboard --logdir
 * DIR}. By step, every {@value #EVERY} steps: {@code step/loss}, {@code step/learning_rate}, {@code
 * step/gradient_norm}, {@code step/images_per_second}, {@code step/wait_share} (0 to 1, of the time
 * of a step). By epoch, at its last step: {@code train/loss}, {@code train/accuracy}, {@code
 * train/images_per_second}, {@code test/loss}, {@code test/accuracy}, and the training's metrics as
 * {@code test/NAME}, or {@code validation/} for data given so. Once, as a picture: images as the
 * network sees them, {@code train/samples}.
 *
 * <p>Each training writes a file of its own. One that is resumed says at which step, and
 * TensorBoard leaves out what the killed one wrote after that. For one training.
 */
public final class TensorBoard implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(TensorBoard.class);
  private static final int EVERY = 20;
  private static final int COLUMNS = 6;

  private final Path directory;
  private EventFile events;
  private StepCurve.Point open;

  private TensorBoard(Path directory) {
    this.directory = directory;
  }

  /** Event files in a directory, which is made where there is none. */
  public static TensorBoard in(Path directory) {
    return new TensorBoard(directory);
  }

  /**
   * Opens the file.
   *
   * @throws UncheckedIOException if it cannot be written: rather now than after hours
   */
  @Override
  public void begins(TrainingState training) {
    Instant now = Instant.now();
    try {
      events = EventFile.open(directory, now);
      events.append(Events.version(now));
      if (training.steps() > 0) {
        events.append(Events.restart(now, training.steps() + 1));
      }
      events.append(samples(training, now));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static byte[] samples(TrainingState training, Instant now) {
    BufferedImage sheet =
        PictureData.sheet(
            Samples.of(training).images().stream().map(Samples.Sample::picture).toList(), COLUMNS);
    return Events.image(
        now,
        training.steps(),
        "train/samples",
        sheet.getHeight(),
        sheet.getWidth(),
        PictureData.bytes(sheet, "png"));
  }

  @Override
  public void stepEnds(TrainingState training, TrainingState.Step step) {
    StepCurve.Point point = StepCurve.Point.of(step);
    open = open == null ? point : open.and(point);
    if (step.number() % EVERY == 0) {
      write(open);
      open = null;
    }
  }

  private void write(StepCurve.Point steps) {
    double nanos = steps.waitNanos() + steps.computeNanos();
    scalar(steps.step(), "step/loss", steps.loss());
    scalar(steps.step(), "step/learning_rate", steps.learningRate());
    scalar(steps.step(), "step/gradient_norm", steps.gradientNorm());
    scalar(steps.step(), "step/images_per_second", 1e9 * steps.images() / nanos);
    scalar(steps.step(), "step/wait_share", steps.waitNanos() / nanos);
  }

  @Override
  public void epochEnds(TrainingState training, History.Epoch epoch) {
    long step = training.steps();
    scalar(step, "train/loss", epoch.loss());
    scalar(step, "train/accuracy", epoch.accuracy());
    scalar(step, "train/images_per_second", epoch.imagesPerSecond());
    Evaluation test = epoch.test();
    String group = training.testName() + "/";
    if (test != null) {
      scalar(step, group + "loss", test.loss());
      scalar(step, group + "accuracy", test.accuracy());
    }
    epoch.metrics().forEach((name, value) -> scalar(step, group + name, value));
  }

  @Override
  public void ends(TrainingState training) {
    close();
  }

  @Override
  public void failed(TrainingState training, Throwable reason) {
    close();
  }

  private void scalar(long step, String tag, double value) {
    if (events == null) {
      return;
    }
    try {
      events.append(Events.scalar(Instant.now(), step, tag, value));
    } catch (IOException e) {
      // A record that is not whole hides all behind it: nothing more can be said in this file.
      LOG.warn("{} ends at step {}: {}", events.path(), step, e.getMessage());
      close();
    }
  }

  private void close() {
    if (events == null) {
      return;
    }
    try {
      events.close();
    } catch (IOException e) {
      LOG.warn("{} may lack its end: {}", events.path(), e.getMessage());
    }
    events = null;
  }
}
