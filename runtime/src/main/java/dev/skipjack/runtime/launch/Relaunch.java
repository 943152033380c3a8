package dev.skipjack.runtime.launch;

import dev.skipjack.runtime.kernel.Settings;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a program again in a JVM that has the Vector API, so that plain {@code java -jar app.jar}
 * runs the fast kernels: no attribute of a jar can ask for that module.
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *   Relaunch.withVectorApi(Main.class, arguments); // first of all
 *   ...
 * }
 * }</pre>
 *
 * <p>The other JVM has the same flags, class path or jar, directory, standard streams and
 * environment. A signal to this one ends the other in order (Ctrl-C, SIGTERM: its shutdown hooks
 * run), and if this one is killed, so does that.
 */
public final class Relaunch {
  private static final Logger LOG = LoggerFactory.getLogger(Relaunch.class);

  static final String MODULE = "jdk.incubator.vector";

  /** What watches a JVM, or listens at a port of its own, would meet the wrong one, or both. */
  private static final List<String> WATCHES =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xrun",
          "-Xdebug",
          "-XX:StartFlightRecording",
          "-Dcom.sun.management.");

  private Relaunch() {}

  /**
   * Returns at once if this JVM has the Vector API, or if another would not help: the JDK is
   * without it, {@code -Dskipjack.kernels=nd4j} or {@code -Dskipjack.relaunch=false} is set, the
   * program is a module (it says {@code requires jdk.incubator.vector}). So it does, and logs why,
   * if a debugger or another agent watches this JVM, or if another program loaded {@code main} by
   * itself, as Maven's {@code exec:java} does. Otherwise it does not return: it runs {@code main}
   * in another JVM and ends this one with that one's exit code.
   *
   * @param main the class whose {@code main} this is
   * @param arguments of {@code main}, all of them
   * @throws IllegalArgumentException if one of the two settings means nothing
   */
  public static void withVectorApi(Class<?> main, String... arguments) {
    Settings.relaunchedBy().ifPresent(Relaunch::endWith);
    if (!isNeeded()) {
      return;
    }
    Optional<JavaCommand> java = JavaCommand.ofThisJvm();
    if (java.isEmpty()) {
      stays("its java command is not found");
      return;
    }
    Optional<String> watch =
        java.get().flags().stream()
            .filter(flag -> WATCHES.stream().anyMatch(flag::startsWith))
            .findFirst();
    if (watch.isPresent()) {
      stays(watch.get() + " watches it");
      return;
    }
    if (main.getClassLoader() != ClassLoader.getSystemClassLoader()
        && !JavaCommand.isOfJar(arguments)) {
      stays(main.getName() + " is not on its class path, but runs inside another program");
      return;
    }
    int code;
    try {
      code = run(java.get().command(main, arguments));
    } catch (IOException e) {
      stays("another does not start: " + e.getMessage());
      return;
    }
    System.exit(code);
  }

  private static boolean isNeeded() {
    return Settings.relaunch()
        && !Settings.kernels().equals(Optional.of("nd4j"))
        && Settings.relaunchedBy().isEmpty()
        && ModuleLayer.boot().findModule(MODULE).isEmpty()
        && System.getProperty("jdk.module.main") == null
        && ModuleFinder.ofSystem().find(MODULE).isPresent();
  }

  private static void stays(String reason) {
    LOG.warn(
        "this JVM is not started again with the Vector API, because {}: add --add-modules {}",
        reason,
        MODULE);
  }

  /** Runs a command to its end, which a signal to this JVM hastens. */
  private static int run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    // its flags are in the command
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process child = builder.start();
    Thread hook =
        new Thread(
            () -> {
              child.destroy();
              waitFor(child);
            },
            "skipjack-relaunched-ends");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) { // this JVM is ending already
      child.destroy();
    }
    return waitFor(child);
  }

  private static int waitFor(Process child) {
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException e) {
        child.destroy();
      }
    }
  }

  /** Whoever kills the JVM that started this one means this one. */
  private static void endWith(long parent) {
    Runnable end = () -> System.exit(1);
    ProcessHandle.of(parent)
        .ifPresentOrElse(
            handle ->
                handle.onExit().thenRun(() -> new Thread(end, "skipjack-relauncher-ended").start()),
            end);
  }
}
