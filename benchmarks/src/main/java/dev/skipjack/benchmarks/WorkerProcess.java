package dev.skipjack.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A {@link Worker} seen from outside. It computes only when asked, so that several can live side by
 * side and take turns.
 */
final class WorkerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String title;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private final Worker.Opened opened;

  /**
   * Starts the process and waits for its first step.
   *
   * @throws IOException if it fails; what it printed says why
   */
  WorkerProcess(Contestant contestant, BenchmarkCase benchmarkCase, Path weights, int threads)
      throws IOException {
    this.title = contestant + " on " + benchmarkCase;
    this.process =
        JavaProcess.start(
            Worker.class,
            contestant,
            threads,
            contestant.toString(),
            benchmarkCase.toString(),
            weights.toString());
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.opened = answer(Worker.Opened.class);
  }

  Worker.Opened opened() {
    return opened;
  }

  /** Seconds of each of {@code count} steps. */
  double[] step(int count) throws IOException {
    request("step " + count);
    return answer(Worker.Stepped.class).seconds();
  }

  /** Ends the process. */
  Worker.Ended end() throws IOException {
    request("end");
    return answer(Worker.Ended.class);
  }

  private void request(String line) throws IOException {
    requests.write(line + "\n");
    requests.flush();
  }

  private <T> T answer(Class<T> type) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      // Native libraries print where they like.
      if (line.startsWith("{")) {
        return JSON.readValue(line, type);
      }
    }
    throw new IOException(title + " ended early; what it printed says why");
  }

  @Override
  public void close() {
    process.destroy();
  }
}
