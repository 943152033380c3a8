package dev.skipjack.runtime.memory;

import dev.skipjack.runtime.kernel.PlatformBeans;
import org.bytedeco.javacpp.Pointer;

/** How much memory this process may have at most. */
public final class MachineMemory {
  private static final long BYTES =
      PlatformBeans.totalMemory().orElseGet(Pointer::totalPhysicalBytes);

  private MachineMemory() {}

  /** Of the machine, or of the container if that allows less; 0 if unknown. */
  public static long bytes() {
    return BYTES;
  }
}
