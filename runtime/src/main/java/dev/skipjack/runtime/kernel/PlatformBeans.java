package dev.skipjack.runtime.kernel;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * What the JVM's management beans know beyond the standard interfaces, asked by name: a JVM, or an
 * image without the module {@code jdk.management}, may lack any of it.
 */
public final class PlatformBeans {
  private PlatformBeans() {}

  /** Bytes of memory of the machine, or of the container if that allows less. */
  public static Optional<Long> totalMemory() {
    return ask(
        () ->
            (Long)
                ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                        new ObjectName("java.lang:type=OperatingSystem"), "TotalMemorySize"));
  }

  /**
   * The value of a flag of HotSpot, {@code true}, {@code 4}; empty if this JVM does not have it.
   */
  public static Optional<String> flag(String name) {
    return ask(
        () -> {
          Object option =
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                      "getVMOption",
                      new Object[] {name},
                      new String[] {String.class.getName()});
          return (String) ((CompositeData) option).get("value");
        });
  }

  private interface Question<T> {
    T ask() throws JMException;
  }

  private static <T> Optional<T> ask(Question<T> question) {
    try {
      return Optional.ofNullable(question.ask());
    } catch (JMException | RuntimeException unknown) {
      return Optional.empty();
    }
  }
}
