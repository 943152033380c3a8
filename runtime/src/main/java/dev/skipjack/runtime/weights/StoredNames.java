package dev.skipjack.runtime.weights;

import java.util.regex.Pattern;

/** Names in weight files that changed over time. */
final class StoredNames {
  /**
   * Torchvision's DenseNet once had {@code norm.1}, {@code conv.2}; the published files still do
   * (torchvision, models/densenet.py, _load_state_dict).
   */
  private static final Pattern OLD_DENSE_LAYER =
      Pattern.compile(
          "^(.*denselayer\\d+\\.(?:norm|relu|conv))\\.([12]\\.(?:weight|bias|running_mean|running_var))$");

  private StoredNames() {}

  /** The name as it is written today. */
  static String current(String name) {
    return OLD_DENSE_LAYER.matcher(name).replaceFirst("$1$2");
  }
}
