package dev.skipjack.runtime.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A step of a training, from the wait for its batch to its end. */
@Name("dev.skipjack.Step")
@Label("Step")
@Category({"Skipjack", "Training"})
@Description("A step of a training: a batch through the network and back")
@StackTrace(false)
public final class StepEvent extends Event {
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
  public static StepEvent start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  /**
   * Ends the event.
   *
   * @param ofEpoch from 1
   * @param number from 1, over all epochs
   * @param waitNanos for the batch
   */
  public void finish(
      int ofEpoch,
      long number,
      int imageCount,
      double meanLoss,
      double rate,
      double norm,
      long waitNanos,
      long computeNanos) {
    end();
    if (shouldCommit()) {
      epoch = ofEpoch;
      step = number;
      images = imageCount;
      loss = meanLoss;
      learningRate = rate;
      gradientNorm = norm;
      waited = waitNanos;
      computed = computeNanos;
      commit();
    }
  }
}
