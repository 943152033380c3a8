package dev.skipjack.runtime.kernel;

/**
 * Where a crop begins.
 *
 * @param top rows above it
 * @param left columns left of it
 */
public record CropSpec(int top, int left) {
  /**
   * @throws IllegalArgumentException if it begins outside the map
   */
  public CropSpec {
    Checks.require(
        top >= 0 && left >= 0, "a crop begins inside the map, got %s", top + " and " + left);
  }
}
