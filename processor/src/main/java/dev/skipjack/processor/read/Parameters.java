package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.StandIn;

/** What attributes say that is no number of its own: see {@link StandIn}. */
public final class Parameters {
  public static final int SAME = StandIn.SAME.value();
  public static final int SAME_UPPER = StandIn.SAME_UPPER.value();
  public static final int CENTER = StandIn.CENTER.value();
  public static final int ANY = StandIn.ANY.value();

  private Parameters() {}
}
