package dev.skipjack.fuzz.run;

import java.util.Locale;

/**
 * What one way to run a model has otherwise than it should.
 *
 * @param variant who
 * @param tensor which, by name
 * @param error the largest difference, in shares of the tensor's largest element; NaN if one is
 * @param allowed how large it may be
 */
public record Difference(String variant, String tensor, double error, double allowed) {
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s: %s is off by %.3g of its largest (%.1g allowed)",
        variant,
        tensor,
        error,
        allowed);
  }
}
