package dev.skipjack.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that answers on standard output, one JSON object a line; its errors go where ours go.
 */
final class ChildProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int END_SECONDS = 5;

  private final String title;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;

  private ChildProcess(String title, ProcessBuilder builder, Map<String, String> environment)
      throws IOException {
    builder.redirectError(ProcessBuilder.Redirect.INHERIT).environment().putAll(environment);
    this.title = title;
    this.process = builder.start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * A JVM with this one's class path and flags.
   *
   * @param main the class to run
   * @param flags of the JVM beside this one's, such as {@code -Xmx1024m}
   * @param environment variables beside ours
   * @param threads that every library may use
   */
  static ChildProcess java(
      Class<?> main,
      List<String> flags,
      Map<String, String> environment,
      int threads,
      Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.add("-XX:ActiveProcessorCount=" + threads);
    command.add("-Dai.djl.pytorch.num_threads=" + threads);
    command.add("-Dai.djl.offline=true");
    command.add(main.getName());
    List<String> words = List.of(arguments).stream().map(Object::toString).toList();
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    // Not an argument: ONNX Runtime 1.29 does not survive a command line of more than 4,096 bytes.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    return new ChildProcess(
        main.getSimpleName() + " " + String.join(" ", words), builder, environment);
  }

  /**
   * Any other program.
   *
   * @param environment variables beside ours
   */
  static ChildProcess program(Map<String, String> environment, List<String> command)
      throws IOException {
    return new ChildProcess(String.join(" ", command), new ProcessBuilder(command), environment);
  }

  void request(String line) throws IOException {
    requests.write(line + "\n");
    requests.flush();
  }

  /**
   * Waits for the next answer.
   *
   * @throws IOException if the process ends without one
   */
  <T> T answer(Class<T> type) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      // Native libraries print where they like.
      if (line.startsWith("{")) {
        return JSON.readValue(line, type);
      }
    }
    throw new IOException(title + " ended early; what it printed says why");
  }

  /**
   * Waits for the end.
   *
   * @throws IOException if it is not a success
   */
  void await() throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException(title + " failed; what it printed says why");
    }
  }

  /** Nobody asks any more: who is at the end may still say where the time went. */
  @Override
  public void close() {
    try {
      requests.close();
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // it has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroy();
  }
}
