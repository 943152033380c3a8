package dev.skipjack.runtime.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An epoch of a training and its evaluation. */
@Name("dev.skipjack.Epoch")
@Label("Epoch")
@Category({"Skipjack", "Training"})
@Description("An epoch of a training and its evaluation")
@StackTrace(false)
public final class EpochEvent extends Event {
  private static final EpochEvent ASKED = new EpochEvent();

  @Label("Epoch")
  int epoch;

  @Label("Images")
  @Description("Trained on")
  int images;

  @Label("Loss")
  double loss;

  @Label("Accuracy")
  @Description("0 to 1")
  double accuracy;

  @Label("Test Loss")
  @Description("NaN without test data")
  double testLoss;

  @Label("Test Accuracy")
  @Description("0 to 1; NaN without test data")
  double testAccuracy;

  @Label("Images per Second")
  @Description("In training")
  double imagesPerSecond;

  private EpochEvent() {}

  /** An event that has begun; null if nobody records it. */
  public static EpochEvent start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    EpochEvent event = new EpochEvent();
    event.begin();
    return event;
  }

  /**
   * Ends the event.
   *
   * @param number from 1
   * @param ofTest NaN without test data
   * @param rightOfTest NaN without test data
   */
  public void finish(
      int number,
      int imageCount,
      double meanLoss,
      double right,
      double ofTest,
      double rightOfTest,
      double speed) {
    end();
    if (shouldCommit()) {
      epoch = number;
      images = imageCount;
      loss = meanLoss;
      accuracy = right;
      testLoss = ofTest;
      testAccuracy = rightOfTest;
      imagesPerSecond = speed;
      commit();
    }
  }
}
