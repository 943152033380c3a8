package dev.skipjack.runtime.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.Settings;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pillow reads the same samples; what it refuses is refused, and more. */
class PictureReaderTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gray8.png",
        "gray1.png",
        "gray2.png",
        "gray4.png",
        "gray-alpha.png",
        "gray-alpha-half.png",
        "gray-transparency.png",
        "gray-gamma.png",
        "rgb.png",
        "rgb16.png",
        "rgb-transparency.png",
        "rgba-clear.png",
        "rgba-half.png",
        "palette-gray.png",
        "palette.png",
        "palette-transparency.png",
        "gray.gif",
        "colour.gif",
        "photo.gif",
        "gray.bmp",
        "colour.bmp",
        "photo.bmp",
        "gray.tif",
        "colour.tif",
        "photo.tif",
        "photo-deflate.tif",
        "photo.png",
        "photo-palette4.png",
        "lossless.webp",
        "alpha.webp",
        "photo.webp",
        "exif6.png",
        "exif8.tif"
      })
  void samplesAreThoseOfTheFile(String name) throws IOException {
    Picture picture = PictureReader.read(Fixtures.path(name));
    assertThat(Fixtures.unsigned(picture.grey().samples()))
        .isEqualTo(Fixtures.expected(name + ".grey.png"));
    assertThat(Fixtures.unsigned(picture.rgb().samples()))
        .isEqualTo(Fixtures.expected(name + ".rgb.png"));
  }

  /** Pillow's would be those of 16 bits cut to 255. */
  @ParameterizedTest
  @ValueSource(strings = {"gray16.png", "gray-alpha16.png"})
  void greyOf16BitsIsScaled(String name) throws IOException {
    Picture picture = PictureReader.read(Fixtures.path(name));
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(Fixtures.unsigned(picture.samples()))
        .isEqualTo(Fixtures.expected("gray8.png.grey.png"));
  }

  /** The decoders' rounding differs by a level, at sharp edges of colour by a few. */
  @ParameterizedTest
  @CsvSource({
    "exif1.jpg, 40x64",
    "exif2.jpg, 40x64",
    "exif3.jpg, 40x64",
    "exif4.jpg, 40x64",
    "exif5.jpg, 64x40",
    "exif6.jpg, 64x40",
    "exif7.jpg, 64x40",
    "exif8.jpg, 64x40",
    "photo.jpg, 61x97",
    "progressive.jpg, 61x97",
    "photo-gray.jpg, 61x97",
    "cmyk.jpg, 61x97",
    "ycck.jpg, 61x97",
    "cmyk-unmarked.jpg, 61x97",
    "unmarked.jpg, 61x97",
    "rgb-named.jpg, 61x97",
    "profile.jpg, 61x97"
  })
  void photographsComeUpright(String name, String size) throws IOException {
    Picture picture = PictureReader.read(Fixtures.path(name));
    assertThat(picture.size()).hasToString(size);
    assertThat(Fixtures.difference(picture.rgb().samples(), Fixtures.expected(name + ".rgb.png")))
        .isLessThanOrEqualTo(3);
  }

  /**
   * Wherever a file is cut, nothing is made up: it is refused, or nothing of the picture is cut.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.jpg",
        "progressive.jpg",
        "photo-gray.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "photo.webp",
        "lossless.webp",
        "photo.png",
        "photo.gif",
        "photo.bmp",
        "gray.bmp",
        "photo.tif",
        "photo-deflate.tif"
      })
  void aFileThatIsCutIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path(name));
    byte[] expected = PictureReader.read(Fixtures.path(name)).samples();
    Path cut = directory.resolve("cut-" + name);
    int refused = 0;
    for (int length = whole.length - 1; length > 0; length -= Math.max(1, whole.length / 60)) {
      Files.write(cut, Arrays.copyOf(whole, length));
      try {
        assertThat(PictureReader.read(cut).samples()).as("at %d", length).isEqualTo(expected);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(cut.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> PictureReader.read(cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(cut + " is truncated or corrupt");
  }

  /** Whatever bytes are wrong: a picture comes, or an error that names the file; nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.jpg",
        "progressive.jpg",
        "photo-gray.jpg",
        "exif6.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "rgb-named.jpg",
        "photo.webp",
        "exif6.webp",
        "palette.png",
        "photo.gif",
        "gray.bmp",
        "photo-deflate.tif",
        "exif8.tif"
      })
  void damageIsAnErrorThatNamesTheFile(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path(name));
    Path file = directory.resolve("damaged-" + name);
    SplittableRandom random = new SplittableRandom(11);
    System.setProperty(Settings.PICTURE_PIXELS, "100000");
    try {
      for (int i = 0; i < 150; i++) {
        byte[] damaged = whole.clone();
        int most = i % 2 == 0 ? Math.min(200, whole.length) : whole.length; // headers more often
        for (int flips = 0; flips < 1 + i % 3; flips++) {
          damaged[random.nextInt(most)] = (byte) random.nextInt(256);
        }
        Files.write(file, damaged);
        try {
          Picture picture = PictureReader.read(file);
          assertThat((long) picture.height() * picture.width()).isLessThanOrEqualTo(100_000);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining(file.toString());
        }
      }
    } finally {
      System.clearProperty(Settings.PICTURE_PIXELS);
    }
  }

  @Test
  void aFlippedBitInAPngIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.path("photo.png"));
    bytes[bytes.length / 2] ^= 4;
    Path file = Files.write(directory.resolve("flipped.png"), bytes);
    assertThatThrownBy(() -> PictureReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("flipped.png is truncated or corrupt")
        .hasMessageContaining("the checksum of its chunk IDAT at byte 33 is wrong");
  }

  /** Pillow puts such a frame into its place, which the JDK leaves to others. */
  @Test
  void aFrameOfAGifThatIsAPartIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.path("gray.gif"));
    bytes[6]++; // the screen's width
    Path file = Files.write(directory.resolve("part.gif"), bytes);
    assertThatThrownBy(() -> PictureReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("part.gif")
        .hasMessageContaining("its first frame of 2x8 is a part of its 2x9: convert it to PNG");
  }

  /** Of few bits and of palettes: as they are, not as colours. */
  @ParameterizedTest
  @CsvSource({
    "palette.png, '0, 1, 2, 3, 4, 5, 6, 7'",
    "palette-gray.png, '0, 1, 2, 3, 4, 5, 6, 7'",
    "gray1.png, '0, 1, 1, 0, 1, 0, 1, 0'",
    "gray2.png, '0, 1, 1, 0, 3, 1, 3, 0'",
    "gray4.png, '0, 1, 1, 0, 15, 7, 15, 0'",
    "gray8.png, '0, 32, 64, 96, 128, 160, 192, 255'"
  })
  void labelsAreTheNumbersOfTheFile(String name, String expected) throws IOException {
    Picture labels = PictureReader.readLabels(Fixtures.path(name));
    assertThat(labels.channels()).isEqualTo(1);
    int[] row = Arrays.copyOf(Fixtures.unsigned(labels.samples()), 8);
    assertThat(Arrays.toString(row)).isEqualTo("[" + expected + "]");
  }

  @Test
  void labelsOf16BitsAreRefused() {
    Path file = Fixtures.path("gray16.png");
    assertThatThrownBy(() -> PictureReader.readLabels(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gray16.png is no label map");
  }

  /** Exif says how a WebP was held, too. */
  @Test
  void aWebPComesUpright() throws IOException {
    Picture upright = PictureReader.read(Fixtures.path("lossless.webp"));
    Picture turned = PictureReader.read(Fixtures.path("exif6.webp"));
    assertThat(turned.size()).isEqualTo(new Size(97, 61));
    assertThat(turned.samples())
        .isEqualTo(Orientation.QUARTER_TO_THE_LEFT.apply(upright).samples());
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    assertThatThrownBy(() -> PictureReader.read(directory)).hasMessageContaining("is a directory");
    assertThatThrownBy(() -> PictureReader.read(directory.resolve("no.png")))
        .hasMessageContaining("no.png: no such image");
    Path text = Files.writeString(directory.resolve("text.png"), "text");
    assertThatThrownBy(() -> PictureReader.read(text))
        .hasMessageContaining("text.png is not an image that Java can read");
    Path empty = Files.writeString(directory.resolve("empty.jpg"), "");
    assertThatThrownBy(() -> PictureReader.read(empty))
        .hasMessageContaining("empty.jpg is not an image that Java can read");
  }

  /** Says that it has 30000x30000 grey pixels; that its data end early is never found out. */
  private Path bomb() throws IOException {
    int side = 30_000;
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(head);
    header.writeInt(side);
    header.writeInt(side);
    header.write(new byte[] {8, 0, 0, 0, 0});
    chunk(file, "IHDR", head.toByteArray());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
      for (int row = 0; row < 100; row++) {
        deflater.write(new byte[side + 1]);
      }
    }
    chunk(file, "IDAT", data.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return Files.write(directory.resolve("bomb.png"), file.toByteArray());
  }

  private static void chunk(ByteArrayOutputStream file, String kind, byte[] data)
      throws IOException {
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(data.length);
    CRC32 crc = new CRC32();
    crc.update(kind.getBytes(StandardCharsets.US_ASCII));
    crc.update(data);
    out.write(kind.getBytes(StandardCharsets.US_ASCII));
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  @Test
  void aPictureThatIsTooLargeIsNotDecoded() throws IOException {
    Path bomb = bomb();
    assertThatThrownBy(() -> PictureReader.read(bomb))
        .isInstanceOf(IOException.class)
        .hasMessage(
            bomb
                + " has 30000x30000 pixels, 900,000,000 of them, but at most 178,956,970 are read:"
                + " -Dskipjack.picture.pixels=900000000 raises that, if you trust the file");
    Path photo = Fixtures.path("photo.png");
    System.setProperty(Settings.PICTURE_PIXELS, "5917");
    try {
      PictureReader.read(photo);
      System.setProperty(Settings.PICTURE_PIXELS, "5916");
      assertThatThrownBy(() -> PictureReader.read(photo))
          .hasMessageContaining("61x97 pixels, 5,917 of them, but at most 5,916 are read");
    } finally {
      System.clearProperty(Settings.PICTURE_PIXELS);
    }
  }
}
