package dev.skipjack.runtime.kernel;

/** ResNet's shortcut without parameters: every stride-th pixel, zero channels appended. */
public record PadShortcutSpec(int inChannels, int outChannels, int stride) {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public PadShortcutSpec {
    Checks.require(
        inChannels > 0 && outChannels >= inChannels,
        "a padded shortcut cannot drop channels, got %s",
        inChannels + " and " + outChannels);
    Checks.require(stride > 0, "stride must be positive, got %s", stride);
  }
}
