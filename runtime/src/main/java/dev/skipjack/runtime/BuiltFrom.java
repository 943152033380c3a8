package dev.skipjack.runtime;

import java.util.function.Supplier;

/** For generated code: whether the classes whose layers are in a network still have them. */
public final class BuiltFrom {
  private BuiltFrom() {}

  /**
   * @param model the class that the network was generated for
   * @param source a block, placed model or superclass whose layers are in the network
   * @param compiled the fingerprint of those layers when the network was generated
   * @param current gives the one that was written when {@code source} was compiled last
   * @throws IllegalStateException if they differ: the network would compute something else than
   *     {@code source} says
   */
  public static void check(String model, String source, String compiled, Supplier<String> current) {
    String now;
    try {
      now = current.get();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          model
              + " was generated from the layers of "
              + source
              + ", which is now compiled without Skipjack's processor, or gone:"
              + " compile it with the processor, then "
              + model,
          e);
    }
    if (!now.equals(compiled)) {
      throw new IllegalStateException(
          "the layers of "
              + source
              + " have changed since "
              + model
              + " was compiled: compile "
              + model
              + " again (fingerprint then "
              + compiled
              + ", now "
              + now
              + ")");
    }
  }
}
