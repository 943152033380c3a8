package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Lists the pictures of a directory that has a folder for each class. */
final class ClassFolders {
  /** Folders so called are parts of a data set, not classes. */
  private static final Set<String> PARTS =
      Set.of("train", "training", "val", "valid", "validation", "test", "testing");

  private final Path directory;
  private final FileList.Builder files = new FileList.Builder();

  private ClassFolders(Path directory) {
    this.directory = directory;
  }

  /**
   * @param classNames in the order of the labels; null: every folder, sorted
   */
  static ClassFiles list(Path directory, List<String> classNames) throws IOException {
    return new ClassFolders(directory).list(classNames);
  }

  private ClassFiles list(List<String> wanted) throws IOException {
    List<String> folders = folders();
    check(folders, wanted == null);
    List<String> classNames = wanted == null ? folders : wanted;
    List<String> empty = new ArrayList<>();
    int[] numbers = new int[folders.size()];
    for (int i = 0; i < numbers.length; i++) {
      String folder = folders.get(i);
      numbers[i] = classNames.indexOf(folder);
      if (numbers[i] < 0) {
        throw error("has the folder %s, which is none of the classes %s", folder, wanted);
      }
      List<String> found = PictureFiles.of(directory.resolve(folder));
      for (String path : found) {
        files.add(folder + "/" + path, i);
      }
      if (found.isEmpty()) {
        empty.add(folder);
      }
    }
    if (files.size() == 0 || wanted == null && !empty.isEmpty()) {
      throw error(
          "has no pictures in %s: pictures are files that end with one of %s; delete folders that are no classes",
          empty, PictureFiles.endings());
    }
    Path name = directory.toAbsolutePath().normalize().getFileName();
    return new ClassFiles(
        String.valueOf(name), classNames, files.build(numbers, classNames.size()));
  }

  private void check(List<String> folders, boolean all) throws IOException {
    if (folders.isEmpty()) {
      throw error(
          "has no folders: it needs one for each class, with that class's pictures; or name the files in a manifest");
    }
    if (folders.size() > 1 && folders.stream().allMatch(ClassFolders::isPart)) {
      throw error(
          "has the folders %s, which are parts of a data set, not classes: name one of them",
          folders);
    }
    if (all && folders.size() == 1) {
      throw error(
          "has one class only, %s: a classifier needs two; name the directory that has a folder for each",
          folders);
    }
  }

  private static boolean isPart(String folder) {
    return PARTS.contains(folder.toLowerCase(Locale.ROOT));
  }

  /** Their names, sorted. */
  private List<String> folders() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw error(Files.exists(directory) ? "is no directory" : "does not exist");
    }
    List<String> folders = new ArrayList<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        if (Files.isDirectory(child) && !Files.isHidden(child)) {
          folders.add(PictureFiles.relative(directory, child));
        }
      }
    } catch (AccessDeniedException e) {
      throw PictureFiles.denied(directory, e);
    }
    folders.sort(null);
    return folders;
  }

  private IOException error(String message, Object... arguments) {
    return new IOException(directory + " " + String.format(Locale.ROOT, message, arguments));
  }
}
