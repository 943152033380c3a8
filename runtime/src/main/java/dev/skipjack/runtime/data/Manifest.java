package dev.skipjack.runtime.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads which files a data set has, and what is their class, from CSV or JSONL. */
final class Manifest {
  private final Path file;
  private final Path directory;
  private final FileList.Builder files = new FileList.Builder();
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** Of each file so far. */
  private final Map<String, Place> places = new HashMap<>();

  private record Place(int line, int label) {}

  private Manifest(Path file) {
    this.file = file;
    this.directory = file.toAbsolutePath().getParent();
  }

  /** A line's path and label. */
  record Entry(String path, String label) {
    /**
     * @throws IllegalArgumentException if one is empty
     */
    Entry {
      if (path.isBlank() || label.isEmpty()) {
        throw new IllegalArgumentException(
            (path.isBlank() ? "the path" : "the label of " + path) + " is empty");
      }
    }
  }

  /** Reads one line after the other. */
  interface Format {
    /**
     * @return null if the line holds no entry
     * @throws IllegalArgumentException if it is not what the format says
     */
    Entry read(String line);
  }

  /**
   * @param classNames in the order of the labels; null: those that occur, sorted
   */
  static ClassFiles read(Path file, List<String> classNames) throws IOException {
    return new Manifest(file).read(classNames);
  }

  private ClassFiles read(List<String> wanted) throws IOException {
    int line = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      Format format = format();
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        Entry entry = format.read(line == 1 ? withoutMark(text) : text);
        if (entry != null) {
          add(entry, line, wanted);
        }
      }
    } catch (CharacterCodingException e) {
      throw new IOException(file + ", after line " + line + ": is no UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ", line " + line + ": " + e.getMessage(), e);
    }
    if (files.size() == 0) {
      throw new IOException(file + " names no pictures");
    }
    if (wanted == null && names.size() == 1) {
      throw new IOException(file + " has one class only, " + names + ": a classifier needs two");
    }
    List<String> classNames = wanted == null ? sorted() : wanted;
    int[] numbers = names.stream().mapToInt(classNames::indexOf).toArray();
    String name = file.getFileName().toString();
    return new ClassFiles(name, classNames, files.build(numbers, classNames.size()));
  }

  private Format format() throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return new CsvManifest();
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return new JsonManifest();
    }
    throw new IOException(
        file + " is no manifest: its name is to end with .csv, .jsonl or .ndjson, as its format");
  }

  /** Some editors write a byte order mark. */
  private static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }

  private void add(Entry entry, int line, List<String> wanted) {
    Path picture = directory.resolve(entry.path()).normalize();
    if (!Files.isRegularFile(picture)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no file %s: a path begins at the directory of the manifest, or is absolute",
              picture));
    }
    int label = label(entry.label(), wanted);
    Place before = places.putIfAbsent(picture.toString(), new Place(line, label));
    if (before != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              before.label() == label
                  ? "%s is in line %d already: leave one of them out"
                  : "%s has the label %3$s in line %2$d, and %4$s here: a picture has one",
              entry.path(),
              before.line(),
              names.get(before.label()),
              entry.label()));
    }
    files.add(entry.path(), label);
  }

  /** Numbers labels as they come. */
  private int label(String name, List<String> wanted) {
    Integer known = labels.get(name);
    if (known != null) {
      return known;
    }
    if (wanted != null && !wanted.contains(name)) {
      throw new IllegalArgumentException("label " + name + " is none of the classes " + wanted);
    }
    labels.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }

  /** Numbers as numbers, if all are. */
  private List<String> sorted() {
    boolean numbers = names.stream().allMatch(label -> label.matches("\\d{1,9}"));
    return names.stream()
        .sorted(
            numbers
                ? Comparator.<String>comparingInt(Integer::parseInt)
                    .thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder())
        .toList();
  }
}
