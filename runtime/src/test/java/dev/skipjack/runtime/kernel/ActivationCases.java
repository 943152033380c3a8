package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every activation, for the tests of what ends with one. */
final class ActivationCases {
  private ActivationCases() {}

  static List<ActivationSpec> all() {
    return Arrays.stream(ActivationSpec.Kind.values())
        .map(k -> new ActivationSpec(k, 0.2))
        .toList();
  }

  /** With null for none. */
  static List<ActivationSpec> orNone() {
    List<ActivationSpec> all = new ArrayList<>(all());
    all.add(0, null);
    return all;
  }
}
