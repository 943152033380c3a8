package dev.skipjack.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Finds pictures: files by their name, whatever they are, and what is called a picture in folders.
 */
final class PictureFiles {
  private static final Set<String> ENDINGS =
      Arrays.stream(ImageIO.getReaderFileSuffixes())
          .map(ending -> ending.toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private PictureFiles() {}

  /**
   * In order; those of a folder and of the folders in it by their names.
   *
   * @throws IOException naming a file that is missing, or a folder without a picture
   */
  static List<Path> find(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new NoSuchFileException(path.toString(), null, "no such image");
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = inside.filter(PictureFiles::isPicture).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (files.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "there is no picture in %s: looked for names that end in %s",
              folder,
              String.join(", ", ENDINGS.stream().sorted().toList())));
    }
    return files;
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && Files.isRegularFile(file);
  }
}
