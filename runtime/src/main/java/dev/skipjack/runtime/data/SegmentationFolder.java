package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * Pictures with a label map each, for segmentation, in two folders: {@code images/a/cat.jpg} and
 * {@code masks/a/cat.png} belong together. Only their paths are kept; both are read whenever an
 * epoch needs them ({@link PictureReader#read} and {@link PictureReader#readLabels}). Transforms
 * move both alike. Immutable.
 *
 * <pre>{@code
 * Split parts = SegmentationFolder.of(images, masks, List.of("land", "water")).split(0.8, 0.1, 0.1, 1);
 * Batches train =
 *     Images.of(parts.train(), Preparation.of(3, 128, 128))
 *         .transform(PictureTransform.randomResizedCrop(128), PictureTransform.horizontalFlip())
 *         .shuffle(1).batch(8);
 * }</pre>
 */
public final class SegmentationFolder implements Dataset {
  /** How many files an error names. */
  private static final int NAMED = 3;

  private final String name;
  private final List<String> classNames;
  private final List<Pair> pairs;

  /**
   * @param stem its path in both folders, without an ending
   */
  private record Pair(String stem, Path picture, Path labelMap) {}

  private SegmentationFolder(String name, List<String> classNames, List<Pair> pairs) {
    this.name = name;
    this.classNames = classNames;
    this.pairs = pairs;
  }

  /**
   * Pairs the files of two folders, as deep as they lie, by their paths without endings, sorted.
   * Masks without a picture are passed over.
   *
   * @param images with the pictures
   * @param masks with the label maps: a sample is a class, or {@link ImageSet#IGNORED} where a
   *     pixel does not count
   * @param classNames in the order of the labels; at most 255
   * @throws IOException naming the folder or file if a folder cannot be read or has no pictures, a
   *     picture has no mask, or two files differ in their endings alone
   */
  public static SegmentationFolder of(Path images, Path masks, List<String> classNames)
      throws IOException {
    if (classNames.isEmpty() || Labels.ignored(classNames.size()) != ImageSet.IGNORED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "label maps of files know 1 to 255 classes, and %d where a pixel does not count; got %,d classes",
              ImageSet.IGNORED,
              classNames.size()));
    }
    SortedMap<String, Path> pictures = PictureFiles.byStem(images);
    if (pictures.isEmpty()) {
      throw new IOException(images + " has no pictures");
    }
    Map<String, Path> labelMaps = PictureFiles.byStem(masks);
    List<Pair> pairs = new ArrayList<>();
    List<Path> alone = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    pictures.forEach(
        (stem, picture) -> {
          Path labelMap = labelMaps.get(stem);
          if (labelMap == null) {
            alone.add(picture);
            missing.add(stem);
          } else {
            pairs.add(new Pair(stem, picture, labelMap));
          }
        });
    if (!alone.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%,d of %,d pictures have no mask in %s, %s%s among them: a mask has its picture's name with an ending of its own, such as %s.png",
              alone.size(),
              pictures.size(),
              masks,
              alone.subList(0, Math.min(NAMED, alone.size())),
              alone.size() > NAMED ? " ..." : "",
              missing.get(0)));
    }
    return new SegmentationFolder(
        String.valueOf(images.toAbsolutePath().normalize().getFileName()),
        List.copyOf(classNames),
        List.copyOf(pairs));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public boolean hasLabelMaps() {
    return true;
  }

  /**
   * @throws IllegalStateException always: a picture has a label map
   */
  @Override
  public int label(int index) {
    throw new IllegalStateException(name + " has label maps: a picture has no label of its own");
  }

  /**
   * @throws IOException naming the file if one cannot be read, the mask has another size than its
   *     picture, or a label that is no class
   */
  @Override
  public Item item(int index) throws IOException {
    Pair pair = pairs.get(Objects.checkIndex(index, size()));
    Picture picture = PictureReader.read(pair.picture());
    Picture labelMap = PictureReader.readLabels(pair.labelMap());
    if (!labelMap.size().equals(picture.size())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is of %s pixels, but its picture %s of %s: a label map has one label for each pixel",
              pair.labelMap(),
              labelMap.size(),
              pair.picture(),
              picture.size()));
    }
    checkLabels(labelMap, pair.labelMap());
    return new Item(picture, labelMap);
  }

  private void checkLabels(Picture labelMap, Path file) throws IOException {
    byte[] labels = labelMap.samples();
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= classes() && label != ImageSet.IGNORED) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has label %d at row %d, column %d, but there are %d classes, from 0 on (%d does not count)",
                file,
                label,
                i / labelMap.width(),
                i % labelMap.width(),
                classes(),
                ImageSet.IGNORED));
      }
    }
  }

  @Override
  public String describe(int index) {
    return pairs.get(Objects.checkIndex(index, size())).picture().toString();
  }

  /** Of the files' names too; not of what is in them. */
  @Override
  public String fingerprint() {
    Fingerprint fingerprint = Fingerprint.of(this);
    pairs.forEach(pair -> fingerprint.add(pair.stem()));
    return fingerprint.toString();
  }

  /** For instance {@code images: 1,464 pictures with label maps, 21 classes}. */
  @Override
  public String toString() {
    return DatasetText.of(this);
  }
}
