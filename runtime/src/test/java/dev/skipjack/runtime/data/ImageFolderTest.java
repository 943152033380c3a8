package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Folders of pictures are data sets. */
class ImageFolderTest {
  private static final Preparation ONE = Preparation.of(Framing.SQUASH, 1, 1, 1);

  @TempDir Path directory;

  /** A grey picture of 7x9, all of it this bright. */
  private Path picture(String name, int brightness) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 63; i++) {
      image.getRaster().setSample(i % 9, i / 9, 0, brightness);
    }
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase();
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private Path text(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<String> paths(ImageFolder folder) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < folder.size(); i++) {
      Path path = directory.relativize(folder.path(i));
      paths.add(path.toString().replace(path.getFileSystem().getSeparator(), "/"));
    }
    return paths;
  }

  private static List<Integer> labels(Dataset set) {
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < set.size(); i++) {
      labels.add(set.label(i));
    }
    return labels;
  }

  /** Labels and brightnesses of an epoch. */
  private static List<String> seen(Images images, int batch) {
    List<String> seen = new ArrayList<>();
    try (BatchStream stream = images.batch(batch).open(DataType.DOUBLE, 0)) {
      for (Batch next = stream.next(); next != null; next = stream.next()) {
        for (int i = 0; i < next.size(); i++) {
          seen.add(next.labels()[i] + ":" + Math.round(255 * next.images().getDouble(i, 0, 0, 0)));
        }
      }
    }
    return seen;
  }

  @Test
  void aFolderIsAClass() throws IOException {
    picture("dog/b.png", 10);
    picture("dog/deep/er/a.JPG", 20);
    picture("dog/a.bmp", 30);
    picture("cat/z.gif", 40);
    picture("Cow/1.jpeg", 50);
    picture("cat/.hidden.png", 60);
    picture("cat/.thumbnails/a.png", 70);
    picture(".git/a.png", 80);
    picture("beside.png", 90);
    text("cat/notes.txt", "no picture");
    ImageFolder folder = ImageFolder.of(directory);
    assertThat(folder.classNames()).containsExactly("Cow", "cat", "dog");
    assertThat(paths(folder))
        .containsExactly("Cow/1.jpeg", "cat/z.gif", "dog/a.bmp", "dog/b.png", "dog/deep/er/a.JPG");
    assertThat(labels(folder)).containsExactly(0, 1, 2, 2, 2);
    assertThat(folder.counts()).containsExactly(1, 1, 3);
    assertThat(folder).hasToString(directory.getFileName() + ": 5 pictures, 3 classes");
    assertThat(seen(Images.of(folder, ONE), 2))
        .containsExactly("0:50", "1:40", "2:30", "2:10", "2:20");
    ImageFolder ignoring = folder.ignoring("cat");
    assertThat(ignoring.classNames()).containsExactly("Cow", "dog");
    assertThat(labels(ignoring)).containsExactly(0, -1, 1, 1, 1);
    assertThat(seen(Images.of(ignoring, ONE), 2))
        .containsExactly("0:50", "-1:40", "1:30", "1:10", "1:20");
    assertThat(ignoring.select("few", new int[] {1, 2}).counts()).containsExactly(0, 1);
  }

  @Test
  void classesMayBeNumberedAsANetworkDoes() throws IOException {
    picture("cat/1.png", 1);
    picture("dog/2.png", 2);
    ImageFolder folder = ImageFolder.of(directory, List.of("dog", "bird", "cat"));
    assertThat(folder.classNames()).containsExactly("dog", "bird", "cat");
    assertThat(labels(folder)).containsExactly(2, 0);
    Images images = Images.of(folder, ONE.withClasses(List.of("dog", "bird", "cat")));
    assertThat(images.preparation().orElseThrow().classNames())
        .containsExactly("dog", "bird", "cat");
    assertThatThrownBy(() -> ImageFolder.of(directory, List.of("dog", "bird")))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + " has the folder cat, which is none of the classes [dog, bird]");
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    picture("a/1.png", 1);
    picture("elsewhere/deep/2.png", 2);
    Path root = directory.resolve("root");
    Files.createDirectories(root);
    Files.createSymbolicLink(root.resolve("a"), directory.resolve("a"));
    Files.createSymbolicLink(root.resolve("b"), directory.resolve("elsewhere"));
    ImageFolder folder = ImageFolder.of(root);
    assertThat(seen(Images.of(folder, ONE), 2)).containsExactly("0:1", "1:2");
    Path loop = directory.resolve("elsewhere/deep/loop");
    Files.createSymbolicLink(loop, directory.resolve("elsewhere"));
    assertThatThrownBy(() -> ImageFolder.of(root))
        .isInstanceOf(IOException.class)
        .hasMessage(
            root.resolve("b/deep/loop") + " is a link to a directory that it lies in: delete it");
  }

  @Test
  void whatIsNoSetOfClassesIsToldSo() throws IOException {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> ImageFolder.of(none)).hasMessage(none + " does not exist");
    Path file = picture("a/1.png", 1);
    assertThatThrownBy(() -> ImageFolder.of(file)).hasMessage(file + " is no directory");
    assertThatThrownBy(() -> ImageFolder.of(directory.resolve("a")))
        .hasMessageStartingWith(directory.resolve("a") + " has no folders: it needs one for each");
    assertThatThrownBy(() -> ImageFolder.of(directory))
        .hasMessageStartingWith(directory + " has one class only, [a]: a classifier needs two");
    text("b/readme.txt", "");
    Files.createDirectories(directory.resolve("c"));
    assertThatThrownBy(() -> ImageFolder.of(directory))
        .hasMessageStartingWith(
            directory + " has no pictures in [b, c]: pictures are files that end")
        .hasMessageContaining("jpeg")
        .hasMessageContaining("png");
    Path parts = directory.resolve("parts");
    picture("parts/train/a/1.png", 1);
    picture("parts/Test/a/1.png", 1);
    assertThatThrownBy(() -> ImageFolder.of(parts))
        .hasMessage(
            parts
                + " has the folders [Test, train], which are parts of a data set, not classes: name one of them");
  }

  @Test
  void aFolderThatMayNotBeReadIsNamed() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    picture("a/1.png", 1);
    picture("b/locked/1.png", 1);
    Path locked = directory.resolve("b/locked");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    try {
      Assumptions.assumeFalse(Files.isReadable(locked), "the superuser reads everything");
      assertThatThrownBy(() -> ImageFolder.of(directory))
          .isInstanceOf(IOException.class)
          .hasMessage(locked + " cannot be read: permission denied");
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"list.csv", "list.JSONL"})
  void aManifestNamesFilesAndLabels(String name) throws IOException {
    picture("photos/1.png", 1);
    picture("photos/a, \"b\".png", 2);
    Path absolute = picture("3.png", 3);
    picture("4.png", 4);
    Path manifest =
        name.endsWith("csv")
            ? text(
                "lists/" + name,
                """
                \uFEFFid,Label,path
                1,10,../photos/1.png

                2,"9","../photos/a, ""b"".png"
                3,10,%s
                4,2,../4.png
                """
                    .formatted(absolute))
            : text(
                "lists/" + name,
                """
                {"path": "../photos/1.png", "label": "10", "id": [1, 2]}
                {"path": "../photos/a, \\"b\\".png", "label": 9}

                {"label": "10", "path": "%s"}
                {"path": "../4.png", "label": 2}"""
                    .formatted(absolute));
    ImageFolder folder = ImageFolder.manifest(manifest);
    assertThat(folder.name()).isEqualTo(name);
    assertThat(folder.classNames()).containsExactly("2", "9", "10"); // as numbers
    assertThat(seen(Images.of(folder, ONE), 3)).containsExactly("2:1", "1:2", "2:3", "0:4");
    ImageFolder numbered = ImageFolder.manifest(manifest, List.of("10", "9", "2", "0"));
    assertThat(labels(numbered)).containsExactly(0, 1, 0, 2);
    assertThatThrownBy(() -> ImageFolder.manifest(manifest, List.of("10", "9")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(manifest + ", line ")
        .hasMessageEndingWith("label 2 is none of the classes [10, 9]");
  }

  @Test
  void classesThatAreNoNumbersAreSortedAsTexts() throws IOException {
    picture("a.png", 1);
    picture("b.png", 2);
    picture("c.png", 2);
    Path manifest = text("m.csv", "path,label\na.png,x10\nb.png,x9\nc.png,Z\n");
    assertThat(ImageFolder.manifest(manifest).classNames()).containsExactly("Z", "x10", "x9");
  }

  private void assertManifest(String name, String text, String message) throws IOException {
    Path manifest = text(name, text);
    assertThatThrownBy(() -> ImageFolder.manifest(manifest))
        .isInstanceOf(IOException.class)
        .hasMessage(manifest + message.replace("DIR", directory.toString()));
  }

  @Test
  void aManifestIsReadToTheLetter() throws IOException {
    picture("a.png", 1);
    picture("b.png", 2);
    String head = "path,label\na.png,x\n";
    assertManifest("m.csv", "", " names no pictures");
    assertManifest("m.csv", "path,label\n", " names no pictures");
    assertManifest("m.csv", head, " has one class only, [x]: a classifier needs two");
    assertManifest(
        "m.csv",
        "path;label\na.png;x\n",
        ", line 1: the header is to name one column path and one column label, separated by commas, got [path;label]");
    assertManifest(
        "m.csv",
        head + "b.png,y,z\n",
        ", line 3: it has 3 values, but the header has 2: put quotes around a value with a comma");
    assertManifest("m.csv", head + "\"b.png,y\n", ", line 3: a quote is not closed");
    assertManifest("m.csv", head + "b.png,\n", ", line 3: the label of b.png is empty");
    assertManifest("m.csv", head + ",y\n", ", line 3: the path is empty");
    assertManifest(
        "m.csv",
        head + "c.png,y\n",
        ", line 3: there is no file DIR/c.png: a path begins at the directory of the manifest, or is absolute");
    assertManifest(
        "m.csv",
        head + "b.png,y\n./a.png,y\n",
        ", line 4: ./a.png has the label x in line 2, and y here: a picture has one");
    assertManifest(
        "m.csv",
        head + "b.png,y\na.png,x\n",
        ", line 4: a.png is in line 2 already: leave one of them out");
    String json = "{\"path\": \"a.png\", \"label\": \"x\"}\n";
    assertManifest(
        "m.jsonl",
        json + "{\"path\": \"b.png\"}",
        ", line 2: expected {\"path\": \"...\", \"label\": \"...\"}, got {\"path\":\"b.png\"}");
    assertManifest(
        "m.jsonl",
        json + "{\"path\": \"b.png\", \"label\": 1.5}",
        ", line 2: expected {\"path\": \"...\", \"label\": \"...\"}, got {\"path\":\"b.png\",\"label\":1.5}");
    assertManifest(
        "m.txt",
        head,
        " is no manifest: its name is to end with .csv, .jsonl or .ndjson, as its format");
    Path broken = text("m.jsonl", json + "{\"path\": \"b.png\", \"label\": \"y\"");
    assertThatThrownBy(() -> ImageFolder.manifest(broken))
        .hasMessageStartingWith(broken + ", line 2: it is no JSON object: ");
    Path latin = directory.resolve("latin.csv");
    Files.write(latin, new byte[] {'p', 'a', 't', 'h', ',', (byte) 0xe4, '\n'});
    assertThatThrownBy(() -> ImageFolder.manifest(latin)).hasMessageContaining("is no UTF-8");
    assertThatThrownBy(() -> ImageFolder.manifest(directory.resolve("no.csv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.csv");
  }

  /** Twelve of each class; those that are broken are no pictures. */
  private ImageFolder folder(String... broken) throws IOException {
    for (int i = 0; i < 12; i++) {
      picture(String.format("dark/%02d.png", i), i);
      picture(String.format("light/%02d.png", i), 200 + i);
    }
    for (String name : broken) {
      text(name, "not a picture");
    }
    return ImageFolder.of(directory);
  }

  @Test
  void aBrokenFileEndsTheEpochWithItsPath() throws IOException {
    ImageFolder folder = folder("dark/05.png");
    try (BatchStream stream = Images.of(folder, ONE).workers(3).batch(4).open(DataType.FLOAT, 0)) {
      assertThat(stream.next().size()).isEqualTo(4);
      assertThatThrownBy(stream::next)
          .hasMessageContaining(directory.resolve("dark/05.png").toString())
          .hasMessageContaining("is not an image");
    }
    assertThat(folder.skipped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatIsSkippedIsReplacedByTheNextOfItsClass(int workers) throws IOException {
    ImageFolder folder =
        folder("dark/05.png", "dark/06.png", "light/11.png").onBroken(OnBroken.SKIP);
    Images images = Images.of(folder, ONE).workers(workers);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      expected.add("0:" + (i == 5 || i == 6 ? 7 : i));
    }
    for (int i = 0; i < 12; i++) {
      expected.add("1:" + (i == 11 ? 200 : 200 + i));
    }
    for (int attempt = 0; attempt < 3; attempt++) { // known to be broken, or not yet
      assertThat(seen(images, 5)).isEqualTo(expected);
    }
    assertThat(folder.skipped())
        .containsExactly(
            directory.resolve("dark/05.png"),
            directory.resolve("dark/06.png"),
            directory.resolve("light/11.png"));
  }

  /** What replaces a picture is of the same part: nothing that is tested on is trained on. */
  @Test
  void partsKeepToThemselves() throws IOException {
    String[] broken = new String[6];
    for (int i = 0; i < 6; i++) {
      broken[i] = String.format("dark/%02d.png", 2 * i);
    }
    ImageFolder folder = folder(broken).onBroken(OnBroken.SKIP);
    Split split = folder.split(0.5, 0.25, 0.25, 3);
    assertThat(split.train().counts()).containsExactly(6, 6);
    assertThat(split.test().counts()).containsExactly(3, 3);
    TreeSet<String> all = new TreeSet<>();
    int distinct = 0;
    for (Dataset part : List.of(split.train(), split.validation(), split.test())) {
      TreeSet<String> seen = new TreeSet<>(seen(Images.of(part, ONE), 4));
      distinct += seen.size();
      all.addAll(seen);
    }
    assertThat(all).hasSize(18).hasSize(distinct);
    assertThat(folder.skipped()).hasSize(6);
  }

  @Test
  void aClassOfBrokenFilesIsNamed() throws IOException {
    String[] broken = new String[12];
    for (int i = 0; i < 12; i++) {
      broken[i] = String.format("light/%02d.png", i);
    }
    ImageFolder folder = folder(broken).onBroken(OnBroken.SKIP);
    assertThatThrownBy(() -> folder.item(20))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder.name()
                + ": no picture of class light can be read, "
                + directory.resolve("light/08.png")
                + " among them");
  }

  @Test
  void readableLeavesOutWhatIsBroken() throws IOException {
    ImageFolder folder = folder("dark/05.png", "light/00.png");
    ImageFolder readable = folder.readable();
    assertThat(readable.size()).isEqualTo(22);
    assertThat(readable.counts()).containsExactly(11, 11);
    assertThat(paths(readable)).doesNotContain("dark/05.png", "light/00.png").isSorted();
    assertThat(readable.skipped()).hasSize(2).isEqualTo(folder.skipped());
  }

  /** Copied elsewhere it is the same data set; with another picture or label it is not. */
  @Test
  void fingerprintsAreOfPathsAndLabels() throws IOException {
    ImageFolder folder = folder();
    Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
    Files.move(directory, copy);
    String fingerprint = folder.fingerprint();
    assertThat(ImageFolder.of(copy).fingerprint()).isEqualTo(fingerprint);
    Files.move(copy.resolve("dark/05.png"), copy.resolve("dark/5.png"));
    assertThat(ImageFolder.of(copy).fingerprint()).isNotEqualTo(fingerprint);
    Files.move(copy.resolve("dark/5.png"), copy.resolve("light/05b.png"));
    String moved = ImageFolder.of(copy).fingerprint();
    Files.move(copy.resolve("light"), copy.resolve("bright"));
    assertThat(ImageFolder.of(copy).fingerprint()).isNotEqualTo(moved);
    Files.move(copy, directory); // where it is deleted
  }

  @Test
  void preparationsNameTheClasses() throws IOException {
    Preparation preparation = Images.of(folder(), ONE).preparation().orElseThrow();
    assertThat(preparation).isEqualTo(ONE.withClasses(List.of("dark", "light")));
  }
}
