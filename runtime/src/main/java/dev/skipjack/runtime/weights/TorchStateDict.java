package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names and tensors in what a PyTorch file holds: the dictionary itself, or one of those that
 * checkpoints have it in. The {@code module.} that {@code DataParallel} puts before every name is
 * taken away.
 */
final class TorchStateDict {
  /** In the order in which they are looked for. */
  private static final List<String> KEYS =
      List.of("state_dict", "model", "model_state_dict", "net");

  private static final String PARALLEL = "module.";

  private TorchStateDict() {}

  /**
   * @param object what the pickle made
   * @throws IOException if there are no tensors in it
   */
  static Map<String, TorchTensor> of(Object object) throws IOException {
    Map<?, ?> dictionary = dictionary(object);
    Map<String, TorchTensor> tensors = tensors(dictionary);
    for (int i = 0; tensors.isEmpty() && i < KEYS.size(); i++) {
      if (dictionary.get(KEYS.get(i)) instanceof Map<?, ?> inner) {
        tensors = tensors(inner);
      }
    }
    if (tensors.isEmpty()) {
      throw new IOException(
          "there are no tensors in its dictionary, nor in one of it named "
              + String.join(", ", KEYS)
              + "; its keys are "
              + dictionary.keySet().stream().limit(10).toList());
    }
    boolean parallel = tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL));
    return parallel ? shortened(tensors) : tensors;
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

  private static Map<String, TorchTensor> shortened(Map<String, TorchTensor> tensors) {
    Map<String, TorchTensor> shortened = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shortened.put(name.substring(PARALLEL.length()), tensor));
    return shortened;
  }
}
