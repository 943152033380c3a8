package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the header of a file says, checked by the format's rules (huggingface/safetensors, README
 * "Format", and tensor.rs, Metadata::validate): the tensors' bytes lie one after the other from the
 * header to the end of the file, and each has as many as its shape and type need.
 *
 * @param tensors in the order of the header
 * @param metadata free text by free keys
 */
record SafetensorsHeader(List<StoredTensor> tensors, Map<String, String> metadata) {
  /** The key of the metadata: no tensor can have this name. */
  static final String METADATA = "__metadata__";

  /** Bytes of the number before the header, which is the header's length. */
  static final int LENGTH_BYTES = Long.BYTES;

  static final int MOST_BYTES = 100_000_000;

  /**
   * Checks what was parsed.
   *
   * @param available bytes behind the header
   * @throws IOException with the tensor that breaks a rule, but not the file
   */
  SafetensorsHeader checked(long available) throws IOException {
    for (StoredTensor tensor : tensors) {
      require(
          0 <= tensor.begin() && tensor.begin() <= tensor.end() && tensor.end() <= available,
          "tensor '%s' lies at bytes %d to %d, but there are %d: the file is truncated or corrupt",
          tensor.name(),
          tensor.begin(),
          tensor.end(),
          available);
      checkSize(tensor);
    }
    checkNoGaps(available);
    return this;
  }

  private static void checkSize(StoredTensor tensor) throws IOException {
    long bits;
    try {
      long elements = 1;
      for (long size : tensor.shape()) {
        elements = Math.multiplyExact(elements, size);
      }
      bits = Math.multiplyExact(elements, tensor.type().bits);
    } catch (ArithmeticException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s and type %s needs more than 2^63 bits",
              tensor.name(),
              StoredTensor.describe(tensor.shape()),
              tensor.type()),
          e);
    }
    require(
        bits % Byte.SIZE == 0,
        "tensor '%s' of shape %s and type %s needs %d bits, which are no whole bytes",
        tensor.name(),
        StoredTensor.describe(tensor.shape()),
        tensor.type(),
        bits);
    require(
        tensor.end() - tensor.begin() == bits / Byte.SIZE,
        "tensor '%s' of shape %s and type %s needs %d bytes, but has %d",
        tensor.name(),
        StoredTensor.describe(tensor.shape()),
        tensor.type(),
        bits / Byte.SIZE,
        tensor.end() - tensor.begin());
  }

  private void checkNoGaps(long available) throws IOException {
    List<StoredTensor> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(StoredTensor::begin).thenComparing(StoredTensor::end));
    long end = 0;
    for (StoredTensor tensor : sorted) {
      require(
          tensor.begin() == end,
          "its tensors overlap or leave a gap at byte %d, before tensor '%s' at byte %d",
          end,
          tensor.name(),
          tensor.begin());
      end = tensor.end();
    }
    require(end == available, "its tensors end at byte %d of %d", end, available);
  }

  private static void require(boolean condition, String message, Object... arguments)
      throws IOException {
    if (!condition) {
      throw new IOException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
