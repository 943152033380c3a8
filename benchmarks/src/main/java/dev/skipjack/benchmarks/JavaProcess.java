package dev.skipjack.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts JVMs with this one's class path and flags and with a contestant's settings. */
final class JavaProcess {
  private JavaProcess() {}

  /**
   * Standard input and output are pipes, errors go where ours go.
   *
   * @param main the class to run
   * @param threads that every library may use
   */
  static Process start(Class<?> main, Contestant contestant, int threads, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-XX:ActiveProcessorCount=" + threads);
    command.add("-Dai.djl.pytorch.num_threads=" + threads);
    command.add("-Dai.djl.offline=true");
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    environment.putAll(contestant.environment());
    return builder.start();
  }
}
