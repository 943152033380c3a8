package dev.skipjack.runtime.train;

import java.util.function.Consumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event of the JDK's flight recorder: an epoch of a training, or what was left of it, and its
 * evaluation.
 */
@Name("dev.skipjack.Epoch")
@Label("Epoch")
@Category({"Skipjack", "Training"})
@Description("An epoch of a training and its evaluation")
@StackTrace(false)
final class EpochEvent extends Event implements Consumer<History.Epoch> {
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
  static Consumer<History.Epoch> start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    EpochEvent event = new EpochEvent();
    event.begin();
    return event;
  }

  @Override
  public void accept(History.Epoch ended) {
    end();
    if (shouldCommit()) {
      epoch = ended.number();
      images = ended.images();
      loss = ended.loss();
      accuracy = ended.accuracy();
      testLoss = ended.test() == null ? Double.NaN : ended.test().loss();
      testAccuracy = ended.test() == null ? Double.NaN : ended.test().accuracy();
      imagesPerSecond = ended.imagesPerSecond();
      commit();
    }
  }
}
