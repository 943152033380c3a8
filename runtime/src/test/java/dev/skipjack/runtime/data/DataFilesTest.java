package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Index.atIndex;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good files are read to the byte; of bad ones the error says which and what is wrong. */
class DataFilesTest {
  @TempDir private Path directory;

  private static byte[] idx(int magic, byte[] data, int... sizes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int size : sizes) {
      out.writeInt(size);
    }
    out.write(data);
    return bytes.toByteArray();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static final byte[] PIXELS = {0, 1, 2, 3, 4, 5, 6, (byte) 255};

  private Path images() throws IOException {
    return write("train-images-idx3-ubyte", idx(0x803, PIXELS, 2, 2, 2));
  }

  private Path labels(int... values) throws IOException {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return write("train-labels-idx1-ubyte", idx(0x801, bytes, bytes.length));
  }

  @Test
  void readsIdxPlainAndGzipped() throws IOException {
    images();
    Path labels = labels(9, 3);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("z.gz")))) {
      out.write(Files.readAllBytes(labels));
    }
    Files.move(directory.resolve("z.gz"), directory.resolve("train-labels-idx1-ubyte.gz"));
    Files.delete(labels);
    ImageSet set = FashionMnist.train(directory);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.label(0)).isEqualTo(9);
    assertThat(set.pixels(1)).containsExactly(4, 5, 6, -1);
    assertThat(set.classNames()).hasSize(10).startsWith("T-shirt/top");
  }

  @Test
  void damagedIdxFilesAreNamed() throws IOException {
    Path images = images();
    Path labels = labels(1, 2);
    List<String> classes = FashionMnist.CLASSES;
    Path truncated = write("truncated", Arrays.copyOf(Files.readAllBytes(images), 20));
    assertThatThrownBy(() -> Idx.read(truncated, labels, classes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("truncated")
        .hasMessageContaining("it should have 8 bytes of data, it has 4");
    assertThatThrownBy(() -> Idx.read(labels, labels, classes))
        .hasMessageContaining("is no IDX file of images: it should begin with 0x00000803");
    Path longer = write("longer", Arrays.copyOf(Files.readAllBytes(images), 40));
    assertThatThrownBy(() -> Idx.read(longer, labels, classes))
        .hasMessageContaining("has more than the 8 bytes of data that its header says");
    Path few = write("few", idx(0x801, new byte[] {1}, 1));
    assertThatThrownBy(() -> Idx.read(images, few, classes))
        .hasMessageContaining("has 2 images, but")
        .hasMessageContaining("1 labels");
    Path wrong = write("wrong", idx(0x801, new byte[] {1, 77}, 2));
    assertThatThrownBy(() -> Idx.read(images, wrong, classes))
        .hasMessageContaining("image 1 has label 77, but there are 10 classes");
    Path cut = write("cut.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0});
    assertThatThrownBy(() -> Idx.read(cut, labels, classes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.gz is truncated or corrupt");
  }

  /** A header is 16 bytes; what it claims need not be there, nor fit into memory. */
  @Test
  void whatAHeaderClaimsIsComparedWithTheMemory() throws IOException {
    Path labels = labels(1, 2);
    for (int images : new int[] {2_000_000, 3_000_000, Integer.MAX_VALUE}) {
      Path claims = write("claims", idx(0x803, PIXELS, images, 40, 25));
      assertThatThrownBy(() -> Idx.read(claims, labels, FashionMnist.CLASSES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("claims")
          .hasMessageMatching(
              images == 2_000_000
                  ? ".*(it should have 2,000,000,000 bytes of data, it has 8"
                      + "|claims 2,000,000,000 bytes of data, more than .* MiB .*: raise -Xmx)"
                  : ".*claims more than the 2,147,483,647 bytes of data that a set holds");
    }
  }

  @Test
  void aSetOfTooManyImagesSaysHowManyItHolds() throws IOException {
    Path file = directory.resolve("small.png");
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    assertThatThrownBy(
            () -> ImageFiles.read(Collections.nCopies(3000, file), 3, 512, 512, List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "3,000 images of 3x512x512 need 2,359,296,000 bytes, a set holds 2,147,483,647:"
                + " use at most 2,730 at a time");
  }

  /** Written as pictures and read again, images are what they were: fitted, to the byte. */
  @Test
  void picturesArePreparedAsImagesOfASet() throws IOException {
    byte[] pixels = new byte[2 * 3 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 8);
    }
    ImageSet set = new ImageSet("set", 1, 3, 5, pixels, new byte[2], List.of("a", "b"));
    List<Path> files = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      BufferedImage picture = new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_GRAY);
      for (int i = 0; i < 15; i++) {
        picture.getRaster().setSample(i % 5, i / 5, 0, pixels[image * 15 + i] & 255);
      }
      files.add(directory.resolve(image + ".png"));
      ImageIO.write(picture, "png", files.get(image).toFile());
    }
    for (ImageSet fitted :
        List.of(set, set.fit(1, 4, 9), set.fit(3, 8, 8), set.fit(3, 5, 5).fit(3, 8, 7))) {
      Images images = fitted.take(2).normalize(new double[] {0.3}, new double[] {0.7});
      Images read = ImageFiles.read(files, images.preparation().orElseThrow());
      ImageSet readSet = (ImageSet) read.dataset();
      assertThat(readSet.toString()).endsWith(fitted.toString().substring("set".length()));
      for (int image = 0; image < 2; image++) {
        assertThat(readSet.pixels(image)).isEqualTo(fitted.pixels(image));
      }
      assertThat(read.normalization().value(0, 77)).isEqualTo(images.normalization().value(0, 77));
      assertThat(readSet.classNames()).containsExactly("a", "b");
      assertThat(read.preparation()).isEqualTo(images.preparation());
    }
    // 5 to 6 to 7 leaves two on the right, 5 to 7 one on each side
    assertThat(Images.of(set.fit(1, 3, 6).fit(1, 3, 7)).preparation()).isEmpty();
    assertThat(Images.of(set.region("part", 0, 0, 2, 2)).preparation().orElseThrow().frame())
        .hasToString("2x2");
    ImageSet two = new ImageSet("two", 2, 1, 1, new byte[2], new byte[1], List.of("a"));
    assertThat(two.batch(1).preparation()).isEmpty();
  }

  @Test
  void missingFilesAreNamed() {
    assertThatThrownBy(() -> Mnist.test(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("t10k-images-idx3-ubyte")
        .hasMessageContaining("plain or with .gz");
    assertThatThrownBy(() -> Cifar10.train(directory))
        .hasMessageContaining("data_batch_1.bin")
        .hasMessageContaining("binary version of CIFAR-10");
  }

  @Test
  void readsCifarRecords() throws IOException {
    byte[] records = new byte[2 * 3073];
    records[0] = 6;
    records[1] = 59;
    records[3073] = 9;
    records[2 * 3073 - 1] = (byte) 200;
    write("test_batch.bin", records);
    ImageSet set = Cifar10.test(directory);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.label(1)).isEqualTo(9);
    assertThat(set.pixels(0)[0]).isEqualTo((byte) 59);
    assertThat(set.pixels(1)[3071]).isEqualTo((byte) 200);
    write("test_batch.bin", Arrays.copyOf(records, 5000));
    assertThatThrownBy(() -> Cifar10.test(directory))
        .hasMessageContaining("5,000 bytes, which is no multiple of a record's 3,073");
  }

  /** Row i is image i, pixel 32·y + x of the row is pixel (x, y). */
  @Test
  void readsCifarRowsOfPng() throws IOException {
    BufferedImage rows = new BufferedImage(1024, 2, BufferedImage.TYPE_INT_RGB);
    rows.setRGB(0, 0, 0x3b3e3f); // the first pixel of the real set
    rows.setRGB(33, 1, 0x0102ff);
    Path png = directory.resolve("test_batch.png");
    ImageIO.write(rows, "png", png.toFile());
    assertThatThrownBy(() -> Cifar10.test(directory)).hasMessageContaining("test_lables.json");
    write("test_lables.json", "[6, 9, 1]".getBytes(StandardCharsets.UTF_8));
    ImageSet set = Cifar10.test(directory);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.label(1)).isEqualTo(9);
    assertThat(set.pixels(0))
        .startsWith((byte) 59)
        .contains((byte) 62, atIndex(1024))
        .contains((byte) 63, atIndex(2048));
    assertThat(set.pixels(1))
        .contains((byte) 1, atIndex(33))
        .contains((byte) 2, atIndex(1024 + 33))
        .contains((byte) -1, atIndex(2048 + 33));

    write("test_lables.json", "[6]".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cifar10.test(directory))
        .hasMessageContaining("has 1 labels, but")
        .hasMessageContaining("test_batch.png has images 0 to 1");
    write("test_lables.json", "[6, 10]".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cifar10.test(directory))
        .hasMessageContaining("image 1 has label 10, but there are 10 classes");
    write("test_lables.json", "labels".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cifar10.test(directory)).hasMessageContaining("no JSON array");
    ImageIO.write(new BufferedImage(9, 1, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
    write("test_lables.json", "[6]".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cifar10.test(directory))
        .hasMessageContaining("has rows of 9 pixels with 3 channels");
  }

  @Test
  void readsImagesOfAnySize() throws IOException {
    BufferedImage red = new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 35; i++) {
      red.setRGB(i % 5, i / 5, 0xff0000);
    }
    Path file = directory.resolve("red.png");
    ImageIO.write(red, "png", file.toFile());
    ImageSet colour = ImageFiles.read(List.of(file), 3, 2, 2, List.of("red"));
    assertThat(colour.pixels(0)).containsExactly(-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0);
    ImageSet grey = ImageFiles.read(List.of(file), 1, 1, 1, List.of("red"));
    assertThat(grey.pixels(0)).containsExactly(76); // 0.299 of 255
    byte[] png = Files.readAllBytes(file);
    Path cut = write("cut.png", Arrays.copyOf(png, png.length - 30));
    assertThatThrownBy(() -> ImageFiles.read(List.of(cut), 1, 1, 1, List.of("red")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.png is truncated or corrupt");
    Path text = write("text.png", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> ImageFiles.read(List.of(text), 1, 1, 1, List.of("red")))
        .hasMessageContaining("text.png is not an image that Java can read");
  }

  @Test
  void aPictureThatIsTooNarrowIsNamed() throws IOException {
    Path file = directory.resolve("narrow.png");
    ImageIO.write(
        new BufferedImage(100_000, 1, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
    assertThatThrownBy(() -> ImageFiles.read(List.of(file), 3, 224, 224, List.of("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "narrow.png: a picture of 1x100000 would be resized to 256x25,600,000");
  }
}
