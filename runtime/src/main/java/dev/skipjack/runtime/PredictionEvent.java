package dev.skipjack.runtime;

import java.util.function.ObjLongConsumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event of the JDK's flight recorder: a prediction of some images. While nobody records, it is a
 * question whether someone does: nothing is allocated.
 */
@Name("dev.skipjack.Prediction")
@Label("Prediction")
@Category("Skipjack")
@Description("Images through a network that predicts, those of an evaluation among them")
@StackTrace(false)
final class PredictionEvent extends Event implements ObjLongConsumer<String> {
  private static final PredictionEvent ASKED = new PredictionEvent();

  @Label("Network")
  String network;

  @Label("Images")
  long images;

  private PredictionEvent() {}

  /** An event that has begun; null if nobody records it. */
  static ObjLongConsumer<String> start() {
    if (!ASKED.isEnabled()) {
      return null;
    }
    PredictionEvent event = new PredictionEvent();
    event.begin();
    return event;
  }

  /** Ends the event: so many images through the network of this name. */
  @Override
  public void accept(String name, long count) {
    end();
    if (shouldCommit()) {
      network = name;
      images = count;
      commit();
    }
  }
}
