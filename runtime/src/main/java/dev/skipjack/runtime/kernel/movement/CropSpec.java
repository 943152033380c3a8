package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * A rectangle of each map, of the size of the output.
 *
 * @param top rows above it
 * @param left columns left of it
 */
public record CropSpec(int top, int left) implements OpSpec {
  /**
   * @throws IllegalArgumentException if it begins outside the map
   */
  public CropSpec {
    Checks.require(
        top >= 0 && left >= 0, "a crop begins inside the map, got %s", top + " and " + left);
  }

  /**
   * INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, H', W']} with top + H' ≤ H and left + W' ≤ W.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
