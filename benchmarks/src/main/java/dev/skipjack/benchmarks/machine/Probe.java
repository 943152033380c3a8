package dev.skipjack.benchmarks.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;

/** The process that measures one matrix product, and memory. */
public final class Probe {
  /**
   * @param productGigaflops 10⁹ operations per second
   * @param copyGigabytes 10⁹ bytes read or written per second by a copy on all threads
   */
  public record Answer(double productGigaflops, double copyGigabytes) {}

  private Probe() {}

  /** Arguments: matrix product, threads. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // What libraries print is no answer.
    double product = MatrixProduct.parse(arguments[0]).gigaflops();
    double copy = MemoryCopy.gigabytesPerSecond(Integer.parseInt(arguments[1]));
    answers.println(new ObjectMapper().writeValueAsString(new Answer(product, copy)));
  }
}
