package dev.skipjack.runtime.kernel;

/**
 * A map in another layout.
 *
 * @param from how the input lies
 * @param to how the output lies
 * @param channels of the map, a multiple of 16
 */
public record ReorderSpec(Layout from, Layout to, int channels) {
  /**
   * @throws IllegalArgumentException if the layouts are the same or the channels fill no blocks
   */
  public ReorderSpec {
    Checks.require(from != to, "a map is reordered to another layout, got %s twice", from);
    Checks.requireLayout(Layout.BLOCKS, channels);
  }
}
