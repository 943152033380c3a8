package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names and tensors in what a PyTorch file holds: one of the dictionaries that checkpoints have
 * them in, beside which they may have tensors of other kinds, such as the best accuracy; else the
 * dictionary itself. What {@code DataParallel} and {@code torch.compile} put before every name is
 * taken away.
 */
final class TorchStateDict {
  private static final List<String> KEYS =
      List.of("state_dict", "model", "model_state_dict", "net");

  private static final List<String> PREFIXES =
      List.of("module._orig_mod.", "_orig_mod.module.", "module.", "_orig_mod.");

  private TorchStateDict() {}

  /**
   * @param object what the pickle made
   * @throws IOException if there are no tensors in it
   */
  static Map<String, TorchTensor> of(Object object) throws IOException {
    Map<?, ?> dictionary = dictionary(object);
    Map<String, Map<String, TorchTensor>> inner = new LinkedHashMap<>();
    for (String key : KEYS) {
      if (dictionary.get(key) instanceof Map<?, ?> value && !tensors(value).isEmpty()) {
        inner.put(key, tensors(value));
      }
    }
    if (inner.size() > 1) {
      throw new IOException(
          "it has tensors in each of "
              + String.join(", ", inner.keySet())
              + ", and does not say which are meant: in PyTorch, write torch.save(checkpoint[\""
              + inner.keySet().iterator().next()
              + "\"], \"weights.pth\")");
    }
    Map<String, TorchTensor> tensors =
        inner.isEmpty() ? tensors(dictionary) : inner.values().iterator().next();
    if (tensors.isEmpty()) {
      throw new IOException(
          "there are no tensors in its dictionary, nor in one of it named "
              + String.join(", ", KEYS)
              + "; its keys are "
              + dictionary.keySet().stream().limit(10).toList());
    }
    return shortened(tensors);
  }

  private static Map<?, ?> dictionary(Object object) throws IOException {
    if (object instanceof Map<?, ?> dictionary) {
      return dictionary;
    }
    throw new IOException(
        "it holds no dictionary of names and tensors: write"
            + " torch.save(model.state_dict(), \"weights.pth\")");
  }

  private static Map<String, TorchTensor> tensors(Map<?, ?> dictionary) {
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    dictionary.forEach(
        (name, value) -> {
          if (value instanceof TorchTensor tensor) {
            tensors.put((String) name, tensor);
          }
        });
    return tensors;
  }

  /** Without the first of the prefixes that all names have. */
  private static Map<String, TorchTensor> shortened(Map<String, TorchTensor> tensors) {
    for (String prefix : PREFIXES) {
      if (tensors.keySet().stream().allMatch(name -> name.startsWith(prefix))) {
        Map<String, TorchTensor> shortened = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shortened.put(name.substring(prefix.length()), tensor));
        return shortened;
      }
    }
    return tensors;
  }
}
