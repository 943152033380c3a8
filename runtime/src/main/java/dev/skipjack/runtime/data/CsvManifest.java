package dev.skipjack.runtime.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Comma-separated values (RFC 4180) whose header names the columns {@code path} and {@code label},
 * in any place. A value in quotes may have commas, but no line breaks.
 */
final class CsvManifest implements Manifest.Format {
  /** Null before the header. */
  private List<String> header;

  private int path;
  private int label;

  @Override
  public Manifest.Entry read(String line) {
    if (line.isBlank()) {
      return null;
    }
    List<String> values = values(line);
    if (header == null) {
      header = values.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
      path = column("path");
      label = column("label");
      return null;
    }
    if (values.size() != header.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it has %d values, but the header has %d: put quotes around a value with a comma",
              values.size(),
              header.size()));
    }
    return new Manifest.Entry(values.get(path), values.get(label).strip());
  }

  private int column(String name) {
    int column = header.indexOf(name);
    if (column < 0 || column != header.lastIndexOf(name)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the header is to name one column path and one column label, separated by commas, got %s",
              header));
    }
    return column;
  }

  private static List<String> values(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        value.append(c);
        i++;
      } else if (c == '"' && (quoted || value.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    values.add(value.toString());
    return values;
  }
}
