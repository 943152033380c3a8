package dev.skipjack.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Values of options from a TOML file: a key is a long option without its dashes, {@code
 * learning-rate = 0.05}, and a list is an array. Paths begin in the directory of the file, wherever
 * the program runs.
 */
final class ConfigFile {
  private final Path file;
  private final Map<String, String> values;

  private ConfigFile(Path file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  /**
   * Reads a file.
   *
   * @param known every key that there is; an unknown one is a mistake
   * @throws IOException naming the file, and what is wrong in which line or with which key
   */
  static ConfigFile read(Path file, Set<String> known) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : parse(file).properties()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: unknown key '%s': did you mean '%s'? There are %s",
                file,
                key,
                Nearest.of(key, known),
                String.join(", ", new TreeSet<>(known))));
      }
      values.put(key, text(file, key, entry.getValue()));
    }
    return new ConfigFile(file, values);
  }

  private static JsonNode parse(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try {
      return new TomlMapper().readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s:%d: %s",
              file,
              e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
              e.getOriginalMessage()),
          e);
    }
  }

  private static String text(Path file, String key, JsonNode value) throws IOException {
    if (value.isArray()) {
      StringJoiner items = new StringJoiner(",");
      for (JsonNode item : value) {
        items.add(text(file, key, item));
      }
      return items.toString();
    }
    if (!value.isValueNode()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: '%s' is a table: every option is a key of the file itself, '%s = ...'",
              file,
              key,
              key));
    }
    return value.asText();
  }

  Path file() {
    return file;
  }

  /** As an option takes it; null if the file does not say it. */
  String value(String key) {
    return values.get(key);
  }

  /** The same of paths: they begin in the directory of the file. */
  String paths(String key, boolean several) {
    String value = value(key);
    return value == null
        ? null
        : Arrays.stream(several ? value.split(",") : new String[] {value})
            .map(path -> file.resolveSibling(path).toString())
            .collect(Collectors.joining(","));
  }
}
