package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.PictureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Pictures in files, a class for each; see {@link PictureReader} for what is read. Only their paths
 * are kept, a few bytes more than their characters each; a picture is read whenever an epoch needs
 * it. Immutable, but for what was {@link #skipped}.
 *
 * <pre>{@code
 * Split flowers = ImageFolder.of(Path.of("flowers")).split(0.8, 0.1, 0.1, 1);
 * Preparation preparation = Preparation.of(3, 224, 224);
 * Batches train = Images.of(flowers.train(), preparation).shuffle(1).batch(32);
 * }</pre>
 */
public final class ImageFolder implements Dataset {
  private final String name;
  private final Path directory;
  private final List<String> classNames;
  private final FileList files;
  private final OnBroken onBroken;
  private final BrokenPictures broken;

  private ImageFolder(
      String name,
      Path directory,
      List<String> classNames,
      FileList files,
      OnBroken onBroken,
      BrokenPictures broken) {
    this.name = name;
    this.directory = directory;
    this.classNames = classNames;
    this.files = files;
    this.onBroken = onBroken;
    this.broken = broken;
  }

  /**
   * A class for each folder in a directory, in the order of their names (of their characters'
   * numbers: {@code Z} before {@code a}). Its pictures are the files in it, as deep as they lie,
   * whose names end as pictures' do. What is hidden is passed over, and so are files beside the
   * folders; links are followed.
   *
   * @throws IOException naming the directory if it or one in it cannot be read, there are fewer
   *     than two classes, one has no pictures, or the folders are called train and test
   */
  public static ImageFolder of(Path directory) throws IOException {
    return of(directory, ClassFolders.list(directory, null));
  }

  /**
   * The same with classes of these names, in this order: as a trained network numbers them ({@code
   * preparation.classNames()}). Some may have no folder or no pictures.
   *
   * @throws IOException as {@link #of(Path)}, or if there is a folder of another name
   */
  public static ImageFolder of(Path directory, List<String> classNames) throws IOException {
    return of(directory, ClassFolders.list(directory, List.copyOf(classNames)));
  }

  /**
   * The pictures that a file lists: CSV with a header and the columns {@code path} and {@code
   * label} ({@code .csv}), or a JSON object with both in each line ({@code .jsonl}). Relative paths
   * begin at the file's directory; the order stays. Classes are the labels that occur, sorted as
   * texts, or as numbers if all are.
   *
   * @throws IOException naming file and line if it is no such list, a picture does not exist or
   *     occurs twice, or there is only one class
   */
  public static ImageFolder manifest(Path file) throws IOException {
    return of(file.toAbsolutePath().getParent(), Manifest.read(file, null));
  }

  /** The same with classes of these names, in this order; see {@link #of(Path, List)}. */
  public static ImageFolder manifest(Path file, List<String> classNames) throws IOException {
    return of(file.toAbsolutePath().getParent(), Manifest.read(file, List.copyOf(classNames)));
  }

  private static ImageFolder of(Path directory, ClassFiles listed) {
    return new ImageFolder(
        listed.name(),
        directory,
        listed.classNames(),
        listed.files(),
        OnBroken.FAIL,
        new BrokenPictures());
  }

  /** What happens when a picture cannot be read; default: {@link OnBroken#FAIL}. */
  public ImageFolder onBroken(OnBroken what) {
    return new ImageFolder(name, directory, classNames, files, what, broken);
  }

  /**
   * Reads every picture once, with as many threads as there are processors, and leaves out those
   * that cannot be read; {@link #skipped} then has them.
   */
  public ImageFolder readable() {
    int[] indices =
        IntStream.range(0, size())
            .parallel()
            .filter(index -> isReadable(path(index)))
            .toArray(); // in order
    return select(name, indices);
  }

  private boolean isReadable(Path file) {
    try {
      PictureReader.read(file);
      return true;
    } catch (IOException e) {
      if (!isDamage(e)) {
        throw new UncheckedIOException(e);
      }
      broken.add(file, e);
      return false;
    }
  }

  /**
   * The files that could not be read so far, of this folder and of what it was divided into,
   * sorted.
   */
  public List<Path> skipped() {
    return broken.files();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int label(int index) {
    return files.label(Objects.checkIndex(index, size()));
  }

  /** The file of an item. */
  public Path path(int index) {
    return directory.resolve(files.path(Objects.checkIndex(index, size())));
  }

  /**
   * Reads a picture, or if it is broken and {@link OnBroken#SKIP} says so the next one of its
   * class.
   *
   * @throws IOException naming the file and the reason if it cannot be read, or no picture of its
   *     class can
   */
  @Override
  public Item item(int index) throws IOException {
    int label = label(index);
    IOException first = null;
    for (int i = 0; i < size(); i++) {
      int candidate = (int) (((long) index + i) % size());
      Path file = label(candidate) == label ? path(candidate) : null;
      if (file == null || onBroken == OnBroken.SKIP && broken.contains(file)) {
        continue;
      }
      try {
        return new Item(PictureReader.read(file), label);
      } catch (IOException e) {
        if (onBroken == OnBroken.FAIL || !isDamage(e)) {
          throw e;
        }
        broken.add(file, e);
        first = first == null ? e : first;
      }
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s: no picture of class %s can be read, %s among them",
            name,
            label < 0 ? "unknown" : classNames.get(label),
            path(index)),
        first);
  }

  /** Not a lack of memory, nor the end of the stream that this thread prepares images for. */
  private static boolean isDamage(IOException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return false;
      }
    }
    return !Thread.currentThread().isInterrupted();
  }

  /** The path of its file. */
  @Override
  public String describe(int index) {
    return path(index).toString();
  }

  /** Some of the pictures. */
  @Override
  public ImageFolder select(String newName, int[] indices) {
    for (int index : indices) {
      Objects.checkIndex(index, size());
    }
    return new ImageFolder(newName, directory, classNames, files.select(indices), onBroken, broken);
  }

  /** {@inheritDoc} For instance pictures in a folder {@code unknown}. */
  @Override
  public ImageFolder ignoring(String className) {
    int ignored = IgnoredClass.find(this, className);
    return new ImageFolder(
        name,
        directory,
        IgnoredClass.rest(classNames, ignored),
        files.without(ignored, classes()),
        onBroken,
        broken);
  }

  /** Of paths within the directory, labels and class names: a directory may be moved. */
  @Override
  public String fingerprint() {
    Fingerprint fingerprint = Fingerprint.of(this);
    files.addTo(fingerprint);
    return fingerprint.toString();
  }

  /** For instance {@code flowers: 3,670 pictures, 5 classes}. */
  @Override
  public String toString() {
    return DatasetText.of(this);
  }
}
