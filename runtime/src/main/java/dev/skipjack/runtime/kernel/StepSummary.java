package dev.skipjack.runtime.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * What the steps of a network are, as a short text that changes with each of them and with their
 * order. A spec says what is fused and how maps lie, so this tells how a class was compiled.
 */
final class StepSummary {
  private final CRC32C sum = new CRC32C();
  private int steps;
  private int inBlocks;

  /**
   * One more step.
   *
   * @param described {@link KernelSpec#describe}
   */
  void add(String described) {
    steps++;
    inBlocks += described.contains(Layout.BLOCKS.name()) ? 1 : 0;
    sum.update(described.getBytes(StandardCharsets.UTF_8));
    sum.update('\n');
  }

  /** For instance {@code 93 steps, 71 of them with maps in blocks (1a2b3c4d)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d steps, %d of them with maps in blocks (%08x)",
        steps,
        inBlocks,
        sum.getValue());
  }
}
