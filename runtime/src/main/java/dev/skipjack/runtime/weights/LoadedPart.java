package dev.skipjack.runtime.weights;

import java.util.List;

/**
 * What {@link Weights#loadPart} did.
 *
 * @param loaded names of the parameters and running statistics that were read
 * @param unused tensors of the file that fit nothing, each with its shape and the reason
 * @param kept parameters and running statistics that are as they were, each with its shape
 */
public record LoadedPart(List<String> loaded, List<String> unused, List<String> kept) {
  /** The counts, and what fits nothing. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(loaded.size()).append(" tensors loaded, ").append(kept.size()).append(" kept");
    if (!unused.isEmpty()) {
      text.append("; not used: ").append(String.join("; ", unused));
    }
    return text.toString();
  }
}
