package dev.skipjack.runtime;

import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/** How much memory this process may have at most. */
final class MachineMemory {
  private static final long BYTES = find();

  private MachineMemory() {}

  /** Of the machine, or of the container if that allows less; 0 if unknown. */
  static long bytes() {
    return BYTES;
  }

  private static long find() {
    try {
      if (ManagementFactory.getOperatingSystemMXBean()
          instanceof com.sun.management.OperatingSystemMXBean system) {
        return system.getTotalMemorySize();
      }
    } catch (LinkageError e) {
      // an image without the module jdk.management
    }
    return Pointer.totalPhysicalBytes();
  }
}
