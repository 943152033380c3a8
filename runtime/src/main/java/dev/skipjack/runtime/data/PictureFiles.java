package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.imageio.ImageIO;

/**
 * Finds the pictures of a folder, by the endings of their names, as deep as they lie. What is
 * hidden is passed over, links are followed. Paths are relative to the folder, with slashes on
 * every system.
 */
final class PictureFiles extends SimpleFileVisitor<Path> {
  /**
   * Endings of pictures that some Java cannot read: they are found too, so that nobody misses them.
   */
  private static final Set<String> KNOWN =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "avif");

  /** What stands in a file name for bytes that the locale has no characters for. */
  private static final char UNKNOWN = '\uFFFD';

  private final Path folder;
  private final Set<String> endings = endings();
  private final List<String> found = new ArrayList<>();

  private PictureFiles(Path folder) {
    this.folder = folder;
  }

  /** Sorted, in lower case. */
  static Set<String> endings() {
    Set<String> endings = new TreeSet<>(KNOWN);
    for (String ending : ImageIO.getReaderFileSuffixes()) {
      endings.add(ending.toLowerCase(Locale.ROOT));
    }
    return endings;
  }

  /**
   * The pictures' paths, sorted.
   *
   * @throws IOException naming the folder, or what is in it, that cannot be read
   */
  static List<String> of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is no directory");
    }
    PictureFiles files = new PictureFiles(folder);
    Set<FileVisitOption> options = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
    Files.walkFileTree(folder, options, Integer.MAX_VALUE, files);
    files.found.sort(null);
    return files.found;
  }

  /**
   * The pictures by their paths without endings.
   *
   * @throws IOException as {@link #of}, or if two files differ in their endings alone
   */
  static SortedMap<String, Path> byStem(Path folder) throws IOException {
    SortedMap<String, Path> byStem = new TreeMap<>();
    for (String path : of(folder)) {
      Path file = folder.resolve(path);
      Path other = byStem.put(stem(path), file);
      if (other != null) {
        throw new IOException(
            other + " and " + file + " differ in their endings alone: which one is meant?");
      }
    }
    return byStem;
  }

  private static String stem(String path) {
    return path.substring(0, path.lastIndexOf('.')); // every picture has an ending
  }

  /**
   * A path in the folder, with slashes.
   *
   * @throws IOException if nobody could open the file by it
   */
  static String relative(Path folder, Path path) throws IOException {
    Path relative = folder.relativize(path);
    String name = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    if (name.indexOf(UNKNOWN) >= 0) {
      throw new IOException(
          path
              + " has a name that this JVM's locale has no characters for: rename it, or set LC_ALL=C.UTF-8");
    }
    return name;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    boolean hidden = !directory.equals(folder) && Files.isHidden(directory);
    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String ending = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (dot >= 0 && endings.contains(ending) && !Files.isHidden(file)) {
      found.add(relative(folder, file));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException problem) throws IOException {
    if (problem instanceof AccessDeniedException) {
      throw denied(path, problem);
    }
    if (problem instanceof FileSystemLoopException) {
      throw new IOException(path + " is a link to a directory that it lies in: delete it", problem);
    }
    throw problem;
  }

  static IOException denied(Path path, IOException problem) {
    return new IOException(path + " cannot be read: permission denied", problem);
  }
}
