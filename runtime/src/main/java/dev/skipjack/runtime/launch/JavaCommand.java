package dev.skipjack.runtime.launch;

import dev.skipjack.runtime.kernel.Settings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command that starts another JVM as this one was started.
 *
 * @param java the launcher of this JDK
 * @param flags of this JVM
 */
record JavaCommand(Path java, List<String> flags) {
  /** From this on the JVM warns of native access and of Unsafe, which ND4J uses. */
  private static final int WARNS = 24;

  /** Empty if this is an image without its launcher, or without the beans that know the flags. */
  static Optional<JavaCommand> ofThisJvm() {
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    try {
      List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
      return List.of("java", "java.exe").stream()
          .map(bin::resolve)
          .filter(Files::isExecutable)
          .findFirst()
          .map(java -> new JavaCommand(java, flags));
    } catch (LinkageError e) { // without the module java.management
      return Optional.empty();
    }
  }

  /**
   * Whether this JVM is {@code java -jar FILE} with these arguments: then so is the other, since
   * the manifest of the jar may open packages, name an agent or a class loader of its own. The
   * launcher says it in {@code sun.java.command}.
   */
  static boolean isOfJar(String... arguments) {
    String file = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>(List.of(file));
    words.addAll(List.of(arguments));
    return String.join(" ", words).equals(System.getProperty("sun.java.command"))
        && Files.isRegularFile(Path.of(file));
  }

  /** Of a program's {@code main} with the Vector API. */
  List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.add("--add-modules=" + Relaunch.MODULE);
    if (Runtime.version().feature() >= WARNS) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-D" + Settings.RELAUNCHED_BY + "=" + ProcessHandle.current().pid());
    boolean jar = isOfJar(arguments);
    command.add(jar ? "-jar" : "-classpath");
    command.add(System.getProperty("java.class.path"));
    if (!jar) {
      command.add(main.getName());
    }
    command.addAll(List.of(arguments));
    return command;
  }
}
