package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.PlatformBeans;
import org.bytedeco.javacpp.Pointer;

/** How much memory this process may have at most. */
final class MachineMemory {
  private static final long BYTES =
      PlatformBeans.totalMemory().orElseGet(Pointer::totalPhysicalBytes);

  private MachineMemory() {}

  /** Of the machine, or of the container if that allows less; 0 if unknown. */
  static long bytes() {
    return BYTES;
  }
}
