package dev.skipjack.runtime.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Finds files that belong together by their names. */
final class PictureFiles {
  /**
   * Endings of pictures that some Java cannot read: they are found too, so that nobody misses them.
   */
  private static final Set<String> KNOWN =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "avif");

  private PictureFiles() {}

  /**
   * The pictures of a folder, by the endings of their names, as deep as they lie, hidden ones
   * aside, by their paths in it without endings, with slashes on every system.
   *
   * @throws IOException if it cannot be read, or two files differ in their endings alone
   */
  static SortedMap<String, Path> byStem(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is no directory");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files =
          all.filter(PictureFiles::isPicture)
              .filter(file -> !isHidden(folder, file) && Files.isRegularFile(file))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    SortedMap<String, Path> byStem = new TreeMap<>();
    for (Path file : files) {
      Path other = byStem.put(stem(folder, file), file);
      if (other != null) {
        throw new IOException(
            other + " and " + file + " differ in their endings alone: which one is meant?");
      }
    }
    return byStem;
  }

  static String stem(Path folder, Path file) {
    String path = folder.relativize(file).toString().replace('\\', '/');
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return KNOWN.contains(ending) || ImageIO.getImageReadersBySuffix(ending).hasNext();
  }

  private static boolean isHidden(Path folder, Path file) {
    for (Path part : folder.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
