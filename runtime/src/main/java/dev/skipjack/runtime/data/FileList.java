package dev.skipjack.runtime.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Paths relative to a directory, with their labels: of a million files a few bytes more than their
 * characters. Immutable.
 */
final class FileList {
  /** UTF-8, one path after the other. */
  private final byte[] characters;

  /** Where each path ends. */
  private final int[] ends;

  private final Labels labels;

  private FileList(byte[] characters, int[] ends, Labels labels) {
    this.characters = characters;
    this.ends = ends;
    this.labels = labels;
  }

  int size() {
    return ends.length;
  }

  /** With slashes, whatever the file system has. */
  String path(int index) {
    int begin = begin(index);
    return new String(characters, begin, ends[index] - begin, StandardCharsets.UTF_8);
  }

  int label(int index) {
    return labels.get(index);
  }

  FileList select(int[] indices) {
    int length = 0;
    for (int index : indices) {
      length = Math.addExact(length, ends[index] - begin(index));
    }
    byte[] selected = new byte[length];
    int[] selectedEnds = new int[indices.length];
    int at = 0;
    for (int i = 0; i < indices.length; i++) {
      int begin = begin(indices[i]);
      int count = ends[indices[i]] - begin;
      System.arraycopy(characters, begin, selected, at, count);
      at += count;
      selectedEnds[i] = at;
    }
    return new FileList(selected, selectedEnds, labels.select(indices, 1));
  }

  /** See {@link Labels#without(int, int)}. */
  FileList without(int ignored, int classes) {
    return new FileList(characters, ends, labels.without(ignored, classes));
  }

  void addTo(Fingerprint fingerprint) {
    for (int i = 0; i < ends.length; i++) {
      int begin = begin(i);
      fingerprint.add(ends[i] - begin).add(characters, begin, ends[i] - begin);
    }
  }

  /** Bytes of its arrays. */
  long bytes() {
    return characters.length + 4L * ends.length + labels.bytes();
  }

  private int begin(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Collects files. */
  static final class Builder {
    private static final int FIRST = 1024;

    private byte[] characters = new byte[FIRST];
    private int[] ends = new int[FIRST];
    private int[] labels = new int[FIRST];
    private int length;
    private int size;

    /**
     * @throws IllegalArgumentException if the paths have more than 2³¹ - 1 characters
     */
    void add(String path, int label) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > Integer.MAX_VALUE - 8 - length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the paths of %,d files have 2³¹ bytes: divide them into several data sets",
                size));
      }
      characters = grown(characters, length + bytes.length);
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, grown(size, size + 1));
        labels = Arrays.copyOf(labels, ends.length);
      }
      System.arraycopy(bytes, 0, characters, length, bytes.length);
      length += bytes.length;
      ends[size] = length;
      labels[size++] = label;
    }

    private static byte[] grown(byte[] array, int needed) {
      return needed <= array.length ? array : Arrays.copyOf(array, grown(array.length, needed));
    }

    /** Half as much again, as far as arrays go. */
    private static int grown(int length, int needed) {
      return (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 8, length * 3L / 2));
    }

    int size() {
      return size;
    }

    /**
     * @param numbers what each label becomes, from 0 to {@code classes - 1}
     */
    FileList build(int[] numbers, int classes) {
      Labels built = Labels.allocate(size, classes, false);
      for (int i = 0; i < size; i++) {
        built.set(i, numbers[labels[i]]);
      }
      return new FileList(Arrays.copyOf(characters, length), Arrays.copyOf(ends, size), built);
    }
  }
}
