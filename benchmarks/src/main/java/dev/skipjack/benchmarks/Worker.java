package dev.skipjack.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process of one contestant and case. It answers each request on standard input with one JSON
 * line on standard output: {@code step N} runs N steps, {@code end} tells the memory and ends.
 */
final class Worker {
  /**
   * @param parameters learned numbers of the network
   * @param firstStepSeconds from the start of the JVM to the end of the first step
   */
  record Opened(long parameters, double firstStepSeconds) {}

  /**
   * @param seconds of each step
   */
  record Stepped(double[] seconds) {}

  /**
   * @param peakBytes the most resident memory that the process had, null if unknown
   */
  record Ended(Long peakBytes) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private Worker() {}

  /** Arguments: contestant, case, directory of weights. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // What libraries print is no answer.
    Engine engine = Contestant.parse(arguments[0]).engine();
    Path directory = Path.of(arguments[2]);
    try (Workload workload = engine.open(BenchmarkCase.parse(arguments[1]), directory)) {
      step(workload);
      double start = ManagementFactory.getRuntimeMXBean().getStartTime();
      double firstStep = (System.currentTimeMillis() - start) / 1e3;
      answer(answers, new Opened(workload.parameters(), firstStep));
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("end")) {
          answer(answers, new Ended(PeakMemory.bytes()));
          return;
        }
        answer(answers, new Stepped(steps(workload, Integer.parseInt(words[1]))));
      }
    }
  }

  private static double[] steps(Workload workload, int count) {
    double[] seconds = new double[count];
    for (int i = 0; i < count; i++) {
      long begin = System.nanoTime();
      step(workload);
      seconds[i] = (System.nanoTime() - begin) / 1e9;
    }
    return seconds;
  }

  /** A network that has diverged computes something else, perhaps faster. */
  private static void step(Workload workload) {
    double value = workload.step();
    if (!Double.isFinite(value)) {
      throw new IllegalStateException("the step ended in " + value);
    }
  }

  private static void answer(PrintStream answers, Object answer) throws IOException {
    answers.println(JSON.writeValueAsString(answer));
    answers.flush();
  }
}
