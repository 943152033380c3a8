package dev.skipjack.runtime;

import java.util.function.ObjLongConsumer;

/**
 * The JDK's flight recorder, which a JVM, or an image without the module {@code jdk.jfr}, may lack:
 * then nothing is recorded, and nothing else changes. Classes of events are loaded only behind
 * {@link #isPresent}.
 */
public final class FlightRecorder {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecorder() {}

  /** Whether this JVM has it, whether it records or not. */
  public static boolean isPresent() {
    return PRESENT;
  }

  /** Begins the event of a prediction, which gets network and images; null if nobody records. */
  static ObjLongConsumer<String> prediction() {
    return PRESENT ? PredictionEvent.start() : null;
  }
}
