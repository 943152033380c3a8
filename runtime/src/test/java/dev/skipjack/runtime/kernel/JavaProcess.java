package dev.skipjack.runtime.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A JVM of its own, for what is decided when one starts. */
public final class JavaProcess {
  private JavaProcess() {}

  /** What a program prints, to either stream. */
  public static String output(Class<?> program, String... flags) throws Exception {
    return run(program, jar -> true, flags);
  }

  /** Without those parts of the class path whose file name has {@code without} in it. */
  public static String outputWithout(String without, Class<?> program, String... flags)
      throws Exception {
    return run(program, jar -> !Path.of(jar).getFileName().toString().contains(without), flags);
  }

  private static String run(Class<?> program, Predicate<String> kept, String... flags)
      throws IOException, InterruptedException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(
        Arrays.stream(path.split(File.pathSeparator))
            .filter(kept)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(program.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + System.lineSeparator() + output);
    }
    return output;
  }
}
