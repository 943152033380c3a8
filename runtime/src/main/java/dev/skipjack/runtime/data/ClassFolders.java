package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Lists the pictures of a directory that has a folder for each class. */
final class ClassFolders {
  /** Pictures that some Java cannot read: they are listed too, so that nobody misses them. */
  private static final Set<String> KNOWN =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "avif");

  /** Folders so called are parts of a data set, not classes. */
  private static final Set<String> PARTS =
      Set.of("train", "training", "val", "valid", "validation", "test", "testing");

  /** A file name's bytes that the locale has no characters for. */
  private static final char UNKNOWN = '\uFFFD';

  private final Path directory;
  private final Set<String> suffixes = new TreeSet<>(KNOWN);
  private final FileList.Builder files = new FileList.Builder();

  private ClassFolders(Path directory) {
    this.directory = directory;
    for (String suffix : ImageIO.getReaderFileSuffixes()) {
      suffixes.add(suffix.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * @param classNames in the order of the labels; null: every folder, sorted
   */
  static ClassFiles list(Path directory, List<String> classNames) throws IOException {
    return new ClassFolders(directory).list(classNames);
  }

  private ClassFiles list(List<String> wanted) throws IOException {
    List<String> folders = folders();
    if (folders.isEmpty()) {
      throw error(
          "has no folders: it needs one for each class, with that class's pictures; or name the files in a manifest");
    }
    if (folders.size() > 1 && folders.stream().allMatch(ClassFolders::isPart)) {
      throw error(
          "has the folders %s, which are parts of a data set, not classes: name one of them",
          folders);
    }
    if (wanted == null && folders.size() == 1) {
      throw error(
          "has one class only, %s: a classifier needs two; name the directory that has a folder for each",
          folders);
    }
    List<String> classNames = wanted == null ? folders : wanted;
    List<String> empty = new ArrayList<>();
    int[] numbers = new int[folders.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = classNames.indexOf(folders.get(i));
      if (numbers[i] < 0) {
        throw error("has the folder %s, which is none of the classes %s", folders.get(i), wanted);
      }
      if (!add(folders.get(i), i)) {
        empty.add(folders.get(i));
      }
    }
    if (files.size() == 0 || wanted == null && !empty.isEmpty()) {
      throw error(
          "has no pictures in %s: pictures are files that end with one of %s; delete folders that are no classes",
          empty, suffixes);
    }
    return new ClassFiles(
        String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
        classNames,
        files.build(numbers, classNames.size()));
  }

  private static boolean isPart(String folder) {
    return PARTS.contains(folder.toLowerCase(Locale.ROOT));
  }

  private List<String> folders() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw error(Files.exists(directory) ? "is no directory" : "does not exist");
    }
    List<String> folders = new ArrayList<>();
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        if (Files.isDirectory(child) && !Files.isHidden(child)) {
          folders.add(named(child));
        }
      }
    } catch (AccessDeniedException e) {
      throw denied(directory, e);
    }
    folders.sort(null);
    return folders;
  }

  /** Whether the folder has pictures. */
  private boolean add(String folder, int label) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        directory.resolve(folder),
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new Visitor(found));
    found.sort(null);
    found.forEach(path -> files.add(path, label));
    return !found.isEmpty();
  }

  /** Collects pictures, as deep as they lie. */
  private final class Visitor extends SimpleFileVisitor<Path> {
    private final List<String> found;

    Visitor(List<String> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return Files.isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = file.getFileName().toString();
      String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      if (suffixes.contains(suffix) && !Files.isHidden(file)) {
        found.add(named(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      if (problem instanceof AccessDeniedException) {
        throw denied(file, problem);
      }
      if (problem instanceof FileSystemLoopException) {
        throw new IOException(
            file + " is a link to a directory that it lies in: delete it", problem);
      }
      throw problem;
    }
  }

  /** Relative to the directory, with slashes. */
  private String named(Path path) throws IOException {
    Path relative = directory.relativize(path);
    String name = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    if (name.indexOf(UNKNOWN) >= 0) {
      throw new IOException(
          path
              + " has a name that this JVM's locale has no characters for: rename it, or set LC_ALL=C.UTF-8");
    }
    return name;
  }

  private static IOException denied(Path path, IOException problem) {
    return new IOException(path + " cannot be read: permission denied", problem);
  }

  private IOException error(String message, Object... arguments) {
    return new IOException(directory + " " + String.format(Locale.ROOT, message, arguments));
  }
}
