package dev.skipjack.runtime.train;

import java.util.function.Consumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * An event of the JDK's flight recorder: a step of a training, from the wait for its batch to its
 * end. While nobody records, it is a question whether someone does: nothing is allocated.
 */
@Name("dev.skipjack.Step")
@Label("Step")
@Category({"Skipjack", "Training"})
@Description("A step of a training: a batch through the network and back")
@StackTrace(false)
final class StepEvent extends Event implements Consumer<TrainingState.Step> {
  private static final StepEvent ASKED = new StepEvent();

  @Label("Epoch")
  int epoch;

  @Label("Step")
  @Description("From 1, over all epochs")
  long step;

  @Label("Images")
  int images;

  @Label("Loss")
  double loss;

  @Label("Learning Rate")
  double learningRate;

  @Label("Gradient Norm")
  @Description("Before clipping")
  double gradientNorm;

  @Label("Wait")
  @Description("For the batch")
  @Timespan(Timespan.NANOSECONDS)
  long waited;

  @Label("Compute")
  @Timespan(Timespan.NANOSECONDS)
  long computed;

  private StepEvent() {}

  /** An event that has begun; null if nobody records it. */
  static Consumer<TrainingState.Step> start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  @Override
  public void accept(TrainingState.Step taken) {
    end();
    if (shouldCommit()) {
      epoch = taken.epoch();
      step = taken.number();
      images = taken.images();
      loss = taken.loss();
      learningRate = taken.learningRate();
      gradientNorm = taken.gradientNorm();
      waited = taken.waitNanos();
      computed = taken.computeNanos();
      commit();
    }
  }
}
