package dev.skipjack.runtime.optimize;

/**
 * A part of a network that learns nothing for a while. Its weights stay to the bit, what the
 * optimizer remembers of them too, and their gradients do not count for clipping, as with PyTorch's
 * {@code requires_grad}. They are still computed: {@code @Freeze} leaves that code out, for good.
 *
 * <p>Given to {@link ParameterGroups#freeze(Freezing)}; frozen at first. The thread that trains may
 * switch it between two steps: in a listener, or between two fits.
 */
public final class Freezing {
  private final Selection selection;
  private final boolean statistics;
  private boolean frozen = true;

  private Freezing(Selection selection, boolean statistics) {
    this.selection = selection;
    this.statistics = statistics;
  }

  /**
   * The tensors whose names match.
   *
   * @param patterns for instance {@code "features.*"}; {@code *} stands for any characters
   */
  public static Freezing of(String... patterns) {
    return new Freezing(Selection.named(patterns), false);
  }

  /**
   * A part whose running means and variances of batch norm stay as well while it is frozen. In
   * training batch norm goes on with the statistics of the batch, so take this if they are near
   * those of the data that the part learned from.
   */
  public Freezing withStatistics() {
    return new Freezing(selection, true);
  }

  public void freeze() {
    frozen = true;
  }

  public void unfreeze() {
    frozen = false;
  }

  public boolean isFrozen() {
    return frozen;
  }

  Selection selection() {
    return selection;
  }

  boolean keepsStatistics() {
    return frozen && statistics;
  }
}
