package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Pictures and masks come in pairs, and go the same way. */
class SegmentationFolderTest {
  private static final List<String> CLASSES = List.of("sky", "grass", "cat", "dog");

  @TempDir private Path directory;
  private Path images;
  private Path masks;

  @BeforeEach
  void folders() throws IOException {
    images = Files.createDirectories(directory.resolve("images/a")).getParent();
    masks = Files.createDirectories(directory.resolve("masks/a")).getParent();
  }

  /** A pixel's label: blocks of 4×4, and some that do not count. */
  private static int label(int image, int x, int y) {
    int label = (image + x / 4 * 3 + y / 4) % 5;
    return label == 4 ? ImageSet.IGNORED : label;
  }

  /** What each label looks like. */
  private static int grey(int label) {
    return label == ImageSet.IGNORED ? 250 : 40 + 50 * label;
  }

  private void writePicture(String name, int image, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, grey(label(image, x, y)) * 0x010101);
      }
    }
    ImageIO.write(picture, "png", images.resolve(name).toFile());
  }

  /** With a palette of colours that have nothing to do with their numbers. */
  private static BufferedImage palette(int width, int height) {
    byte[] level = new byte[256];
    for (int i = 0; i < 256; i++) {
      level[i] = (byte) (i * 37);
    }
    IndexColorModel model = new IndexColorModel(8, 256, level, level, level);
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
  }

  private void writeMask(String name, int image, BufferedImage mask) throws IOException {
    for (int y = 0; y < mask.getHeight(); y++) {
      for (int x = 0; x < mask.getWidth(); x++) {
        mask.getRaster().setSample(x, y, 0, label(image, x, y));
      }
    }
    ImageIO.write(mask, "png", masks.resolve(name).toFile());
  }

  private void writePairs() throws IOException {
    for (int image = 0; image < 6; image++) {
      String name = (image < 3 ? "" : "a/") + "photo" + image;
      int width = 24 + 4 * image;
      writePicture(name + ".png", image, width, 20);
      writeMask(
          name + ".png",
          image,
          image % 2 == 0
              ? palette(width, 20)
              : new BufferedImage(width, 20, BufferedImage.TYPE_BYTE_GRAY));
    }
    Files.writeString(images.resolve("readme.txt"), "no picture");
    Files.writeString(images.resolve(".hidden.png"), "no picture");
    writeMask("without.png", 0, palette(4, 4));
  }

  @Test
  void paletteAndGreyMasksAreReadAsNumbers() throws IOException {
    writePairs();
    SegmentationFolder folder = SegmentationFolder.of(images, masks, CLASSES);
    assertThat(folder).hasToString("images: 6 pictures with label maps, 4 classes");
    assertThat(folder.describe(5)).endsWith("photo2.png"); // "a/photo3" comes before "photo0"
    for (int i = 0; i < 6; i++) {
      int image = i < 3 ? i + 3 : i - 3;
      Dataset.Item item = folder.item(i);
      int width = 24 + 4 * image;
      byte[] labels = item.labelMap().samples();
      byte[] pixels = item.picture().grey().samples();
      assertThat(labels).hasSize(20 * width);
      for (int at = 0; at < labels.length; at++) {
        int label = label(image, at % width, at / width);
        assertThat(Byte.toUnsignedInt(labels[at])).isEqualTo(label);
        assertThat(Byte.toUnsignedInt(pixels[at])).isEqualTo(grey(label));
      }
    }
    assertThat(folder.fingerprint())
        .isEqualTo(SegmentationFolder.of(images, masks, CLASSES).fingerprint());
    assertThatThrownBy(() -> folder.label(0)).isInstanceOf(IllegalStateException.class);
  }

  /** What is neither mixed nor from outside shows its label; no label is made up. */
  private static void assertPixelsTellLabels(Batch batch, int side, double least) {
    int right = 0;
    int counted = 0;
    for (int i = 0; i < batch.labels().length; i++) {
      int label = batch.labels()[i];
      assertThat(label).isIn(0, 1, 2, 3, ImageSet.IGNORED);
      long pixel =
          Math.round(
              255
                  * batch
                      .images()
                      .getDouble(i / (side * side), 0, i % (side * side) / side, i % side));
      if (label != ImageSet.IGNORED) {
        counted++;
        right += Math.abs(pixel - grey(label)) <= 2 ? 1 : 0;
      }
    }
    assertThat(counted).isPositive();
    assertThat((double) right / counted).isGreaterThan(least);
  }

  @Test
  void geometryMovesBothAlikeAndColoursNeither() throws IOException {
    writePairs();
    Images images =
        Images.of(SegmentationFolder.of(this.images, masks, CLASSES), Preparation.of(3, 16, 16));
    Images moved =
        images
            .transform(
                PictureTransform.colourJitter(0, 0, 1, 0.5), // of grey pixels: nothing
                PictureTransform.horizontalFlip(),
                PictureTransform.randomCrop(16, 4),
                PictureTransform.verticalFlip())
            .shuffle(3);
    for (int epoch = 0; epoch < 10; epoch++) {
      try (BatchStream stream = moved.batch(6).open(DataType.DOUBLE, epoch)) {
        assertPixelsTellLabels(stream.next(), 16, 0.9999);
      }
    }
    Images resized = images.transform(PictureTransform.randomResizedCrop(16, 0.3, 1));
    try (BatchStream stream = resized.batch(6).open(DataType.DOUBLE, 0)) {
      assertPixelsTellLabels(stream.next(), 16, 0.3);
    }
  }

  @Test
  void whatIsMissingOrDiffersIsNamed() throws IOException {
    assertThatThrownBy(() -> SegmentationFolder.of(images, masks, CLASSES))
        .hasMessageContaining("images has no pictures");
    assertThatThrownBy(() -> SegmentationFolder.of(images, directory.resolve("no"), List.of("a")))
        .isInstanceOf(IOException.class);
    writePicture("one.png", 0, 8, 8);
    writePicture("two.png", 0, 8, 8);
    writeMask("one.png", 0, palette(8, 7));
    assertThatThrownBy(() -> SegmentationFolder.of(images, masks, CLASSES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 of 2 pictures have no mask in")
        .hasMessageContaining("two.png");
    writeMask("two.png", 0, palette(8, 8));
    SegmentationFolder folder = SegmentationFolder.of(images, masks, CLASSES);
    assertThatThrownBy(() -> folder.item(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("one.png is of 7x8 pixels")
        .hasMessageContaining("of 8x8");
    SegmentationFolder few = SegmentationFolder.of(images, masks, List.of("sky", "grass"));
    assertThatThrownBy(() -> few.item(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two.png has label 3 at row 0, column 4, but there are 2 classes");
    writePicture("two.bmp", 0, 8, 8);
    Files.move(images.resolve("two.bmp"), images.resolve("two.gif"));
    assertThatThrownBy(() -> SegmentationFolder.of(images, masks, CLASSES))
        .hasMessageContaining("differ in their endings alone");
  }

  @Test
  void coloursAndJpegAreNoLabels() throws IOException {
    writePicture("one.png", 0, 8, 8);
    Path mask = masks.resolve("one.png");
    Files.copy(images.resolve("one.png"), mask);
    SegmentationFolder folder = SegmentationFolder.of(images, masks, CLASSES);
    assertThatThrownBy(() -> folder.item(0))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(mask + " is no label map: it has colours without a palette");
    BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(grey, "jpg", mask.toFile());
    assertThatThrownBy(() -> folder.item(0))
        .hasMessageStartingWith(mask + " is no label map: JPEG does not keep samples");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 1000})
  void labelMapsOfBytesKnowSoManyClasses(int count) {
    List<String> classes = IntStream.range(0, count).mapToObj(i -> "c" + i).toList();
    assertThatThrownBy(() -> SegmentationFolder.of(images, masks, classes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 255 classes");
  }
}
