package dev.skipjack.runtime.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parses the header of a file: UTF-8 that begins with a brace and ends with spaces alone, no key
 * twice, sizes that are whole numbers, metadata that are text. Other keys of a tensor are passed
 * over, as safetensors does. Errors name the tensor, but not the file.
 */
final class HeaderParser {
  /** As deep as serde_json goes, with which safetensors reads. */
  private static final int DEEPEST = 128;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(SafetensorsHeader.MOST_BYTES)
                  .maxStringLength(SafetensorsHeader.MOST_BYTES)
                  .build())
          .build();

  private final JsonParser json;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private HeaderParser(JsonParser json) {
    this.json = json;
  }

  /** Parses, but does not compare the tensors with each other or with the file. */
  static SafetensorsHeader parse(ByteBuffer bytes) throws IOException {
    require(
        bytes.get(0) == '{',
        "its header is not a JSON object: it begins with byte 0x%02x, expected '{'",
        bytes.get(0));
    String text = decode(bytes);
    try (JsonParser json = JSON.createParser(text)) {
      HeaderParser parser = new HeaderParser(json);
      parser.header();
      String rest = text.substring((int) json.currentLocation().getCharOffset());
      require(rest.chars().allMatch(c -> c == ' '), "its header is followed by more than spaces");
      return new SafetensorsHeader(List.copyOf(parser.tensors), Map.copyOf(parser.metadata));
    } catch (JsonProcessingException e) {
      throw new IOException("its header is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String decode(ByteBuffer bytes) throws IOException {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes); // reports, not replaces
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new IOException("its header is not UTF-8: " + e.getMessage(), e);
    }
  }

  private void header() throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = unicode(json.currentName());
      json.nextToken();
      if (name.equals(SafetensorsHeader.METADATA)) {
        metadata();
      } else {
        tensor(name);
      }
    }
  }

  private void metadata() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(json.currentToken() == JsonToken.START_OBJECT, "its __metadata__ are no object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = unicode(json.currentName());
      require(
          json.nextToken() == JsonToken.VALUE_STRING,
          "its __metadata__ have no text for '%s', but %s",
          key,
          json.currentToken());
      metadata.put(key, unicode(json.getText()));
    }
  }

  private void tensor(String name) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "tensor '%s' is no object", name);
    ElementType type = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> type = type(name);
        case "shape" -> shape = sizes(name, "shape");
        case "data_offsets" -> offsets = sizes(name, "data_offsets");
        default -> json.skipChildren();
      }
    }
    require(type != null, "tensor '%s' has no dtype", name);
    require(shape != null, "tensor '%s' has no shape", name);
    require(offsets != null, "tensor '%s' has no data_offsets", name);
    require(
        offsets.length == 2, "tensor '%s' has %d data_offsets, expected 2", name, offsets.length);
    tensors.add(new StoredTensor(name, type, shape, offsets[0], offsets[1]));
  }

  private ElementType type(String name) throws IOException {
    String text = json.getText();
    ElementType type = json.currentToken() == JsonToken.VALUE_STRING ? ElementType.of(text) : null;
    require(
        type != null,
        "tensor '%s' is of type %s, which safetensors does not have",
        name,
        json.currentToken() == JsonToken.VALUE_STRING ? "'" + text + "'" : text);
    return type;
  }

  private long[] sizes(String name, String key) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "tensor '%s' has no %s", name, key);
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String text = json.getText();
      long size = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? size(text) : -1;
      require(
          size >= 0,
          "tensor '%s' has %s in its %s, expected a whole number from 0 to 2^63 - 1",
          name,
          text,
          key);
      sizes.add(size);
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static long size(String digits) {
    try {
      return digits.startsWith("-") ? -1 : Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      return -1;
    }
  }

  /** JSON's escapes can write half a character, which is no text. */
  static String unicode(String text) throws IOException {
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(text),
        "its header has a name or text with half a surrogate pair");
    return text;
  }

  private static void require(boolean condition, String message, Object... arguments)
      throws IOException {
    if (!condition) {
      throw new IOException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
