package dev.skipjack.spark.data;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.spark.SparkTrainingException;
import dev.skipjack.spark.TestSpark;
import dev.skipjack.spark.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Rows of a dataset become the same data for every worker, wherever they lie. */
@Timeout(120)
@Tag("exhaustive")
class ImageRowsTest {
  private static final NetworkShape SHAPE = new NetworkShape("Bars", 3, 8, 8, 3);
  private static final BarImages BARS = new BarImages(30, 1);

  private static SparkSession spark;

  @TempDir private Path directory;

  @BeforeAll
  static void open() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static ImageRows rows(Dataset<Row> dataset) {
    return ImageRows.of(dataset, "image", "label", SHAPE);
  }

  /** As one worker gets it; the caller closes it. */
  private static TrainingData data(PreparedRows rows, StoredRows source) throws IOException {
    return source.open(rows.rows().collect().iterator());
  }

  /** What decides a training, and what comes of it. */
  private static List<String> trained(ImageRows images) throws IOException {
    try (PreparedRows rows = images.prepare();
        TrainingData data =
            data(rows, rows.source(8, 5).images(set -> set.augment(Augmentation.shift(1))));
        TrainingNetwork network = GeneratedNetworks.forTraining(Bars.class, DataType.FLOAT, 3);
        Training training = Training.of(network)) {
      training.data(data.train(), data.test()).microBatches(4).fit(1);
      return List.of(
          data.train().dataset().fingerprint(),
          data.train().describeOrder(),
          data.train().describeImages(),
          Arrays.toString(network.parameters().toFloatVector()));
    }
  }

  @Test
  void partitionsChangeNothing() throws IOException {
    Dataset<Row> dataset = BARS.structs(spark);
    List<String> expected = trained(rows(dataset.repartition(1)));
    assertThat(trained(rows(dataset.repartition(3, col("label"))))).isEqualTo(expected);
    assertThat(trained(rows(dataset.orderBy(col("image.origin").desc()).repartition(7))))
        .isEqualTo(expected);
    // what a file is called is no part of what it shows
    Dataset<Row> moved =
        dataset.withColumn("image", col("image").withField("origin", lit("elsewhere")));
    assertThat(trained(rows(moved))).isEqualTo(expected);
  }

  @Test
  void theFingerprintIsThatOfASetInMemory() throws IOException {
    try (PreparedRows rows = rows(BARS.structs(spark)).prepare();
        TrainingData data = data(rows, rows.source(8, 1))) {
      StoredImages stored = (StoredImages) data.train().dataset();
      byte[] pixels = new byte[30 * 192];
      int[] labels = new int[30];
      List<byte[]> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        byte[] image = stored.item(i).picture().samples();
        System.arraycopy(image, 0, pixels, 192 * i, 192);
        labels[i] = stored.label(i);
        all.add(image);
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(BARS.pixels);
      ImageSet set = new ImageSet("x", 3, 8, 8, pixels, labels, List.of("0", "1", "2"));
      assertThat(stored.fingerprint()).isEqualTo(set.fingerprint());
      assertThat(data.train().describeOrder()).isEqualTo(set.shuffle(1).batch(8).describeOrder());
      assertThat(data.test()).isNull();
    }
  }

  /** Both sources of Spark, and names of classes from the directories. */
  @Test
  void pictureFilesAreTheSameThroughBothSources() throws IOException {
    BARS.write(directory);
    String files = directory + "/*/*.png";
    Dataset<Row> images =
        spark
            .read()
            .format("image")
            .load(files)
            .withColumn("label", element_at(split(col("image.origin"), "/"), -2));
    Dataset<Row> binary =
        spark
            .read()
            .format("binaryFile")
            .load(files)
            .withColumn("label", element_at(split(col("path"), "/"), -2));
    List<String> expected = trained(rows(images));
    assertThat(trained(ImageRows.of(binary, "content", "label", SHAPE))).isEqualTo(expected);
    List<String> names = List.of("red", "green", "blue");
    try (PreparedRows sorted = rows(images).prepare();
        PreparedRows named = rows(images).classNames(names).prepare()) {
      assertThat(sorted.classNames()).containsExactly("blue", "green", "red");
      assertThat(named.classNames()).isEqualTo(names);
    }
    assertThat(trained(rows(images).classNames(names)).get(3))
        .isEqualTo(trained(rows(BARS.structs(spark))).get(3));
  }

  @Test
  void picturesOfOtherSizesArePrepared() throws IOException {
    Preparation half = Preparation.of(3, 4, 4).normalized(new double[] {0.5}, new double[] {0.25});
    ImageRows images =
        ImageRows.of(BARS.structs(spark), "image", "label", new NetworkShape("Half", 3, 4, 4, 3))
            .preparation(half);
    try (PreparedRows rows = images.prepare();
        TrainingData data = data(rows, rows.source(8, 1))) {
      assertThat(((StoredImages) data.train().dataset()).format().toString()).isEqualTo("3x4x4");
      assertThat(data.train().preparation()).contains(half.withClasses(List.of("0", "1", "2")));
    }
  }

  @Test
  void vectorsAndArraysAreTakenAsTheyAre() throws IOException {
    Dataset<Row> vectors = BARS.vectors(spark);
    ImageRows images = ImageRows.of(vectors, "features", "label", SHAPE);
    List<String> expected = trained(images);
    Dataset<Row> arrays =
        vectors.withColumn("features", vector_to_array(col("features"), "float32"));
    assertThat(trained(ImageRows.of(arrays.repartition(5), "features", "label", SHAPE)))
        .isEqualTo(expected);
    try (PreparedRows rows = images.prepare()) {
      StoredRows normalised =
          rows.source(8, 1).images(set -> set.normalize(new double[] {0.5}, new double[] {1}));
      assertThatThrownBy(() -> data(rows, normalised))
          .hasMessageContaining("the setup of images normalises values (mean [0.5, 0.5, 0.5]");
    }
  }

  @Test
  void partOfTheImagesIsValidatedOn() throws IOException {
    try (PreparedRows rows = rows(BARS.structs(spark)).prepare();
        TrainingData data = data(rows, rows.source(8, 1).validation(0.2))) {
      assertThat(data.train().dataset().counts()).containsExactly(8, 8, 8);
      assertThat(data.test().dataset().counts()).containsExactly(2, 2, 2);
    }
  }

  @Test
  void nothingIsLeftOnTheDisk() throws IOException {
    Path disk = Path.of(SparkEnv.get().blockManager().diskBlockManager().localDirsString()[0]);
    try (PreparedRows rows = rows(BARS.structs(spark)).prepare()) {
      try (TrainingData data = data(rows, rows.source(8, 1))) {
        assertThat(stored(disk)).hasSize(1);
        assertThat(data.train().images()).isEqualTo(30);
      }
      assertThat(stored(disk)).isEmpty();
      assertThatThrownBy(() -> data(rows, rows.source(8, 1).validation(0.001)))
          .hasMessageContaining("too few for a part of 0.001 to validate");
      assertThat(stored(disk)).isEmpty();
    }
  }

  private static List<Path> stored(Path disk) throws IOException {
    try (Stream<Path> files = Files.list(disk)) {
      return files.filter(file -> file.getFileName().toString().startsWith("skipjack")).toList();
    }
  }

  @Test
  void emptyPartitionsDoNoHarmButAnEmptyDatasetDoes() throws IOException {
    Dataset<Row> dataset = BARS.structs(spark);
    try (PreparedRows rows = rows(dataset.limit(6).repartition(20)).prepare()) {
      assertThat(rows.images()).isEqualTo(6);
      assertThat(rows.rows().getNumPartitions()).isEqualTo(20);
    }
    assertThatThrownBy(() -> rows(dataset.limit(0)).prepare())
        .hasMessage("the dataset with images in 'image' and labels in 'label' has no rows");
  }

  @Test
  void wrongColumnsAreNamed() {
    Dataset<Row> dataset = BARS.structs(spark).withColumn("flag", lit(true));
    assertThatThrownBy(() -> ImageRows.of(dataset, "picture", "label", SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no image column 'picture': the columns are [image, label, flag]");
    assertThatThrownBy(() -> ImageRows.of(dataset, "label", "label", SHAPE))
        .hasMessageStartingWith("column 'label' is int, but images are");
    assertThatThrownBy(() -> ImageRows.of(dataset, "image", "flag", SHAPE))
        .hasMessage("column 'flag' is boolean, but labels are numbers from 0 on, or strings");
    assertThatThrownBy(
            () ->
                ImageRows.of(BARS.vectors(spark), "features", "label", SHAPE)
                    .preparation(Preparation.of(3, 8, 8)))
        .hasMessageContaining("only pictures have a preparation");
  }

  @Test
  void vectorsOfAnotherSizeAreNamed() {
    NetworkShape other = new NetworkShape("Grey", 1, 8, 8, 3);
    assertThatThrownBy(
            () -> ImageRows.of(BARS.vectors(spark), "features", "label", other).prepare())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an image in column 'features': it has 192 values, but Grey takes 1x8x8, which are 64"
                + " (and 29 other rows)");
  }

  @Test
  void labelsThatAreNoClassesAreNamed() {
    Dataset<Row> dataset = BARS.structs(spark);
    Dataset<Row> three = dataset.withColumn("label", col("label").plus(1));
    assertThatThrownBy(() -> rows(three).prepare())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "label 3.0 in column 'label' is no whole number from 0 to 2: Bars has 3 outputs"
                + " (and 9 other rows)");
    Dataset<Row> half = dataset.withColumn("label", col("label").plus(0.5));
    assertThatThrownBy(() -> rows(half).prepare()).hasMessageStartingWith("label 0.5 in column");
    Dataset<Row> none = dataset.withColumn("label", when(col("label").equalTo(1), col("label")));
    assertThatThrownBy(() -> rows(none).prepare())
        .hasMessageStartingWith("a label in column 'label' is null");
    Dataset<Row> names = dataset.withColumn("label", col("label").cast(DataTypes.StringType));
    assertThatThrownBy(() -> rows(names.filter("label < 2")).prepare())
        .hasMessage("Bars has 3 outputs, but there are 2 classes in column 'label': 0, 1");
    assertThatThrownBy(() -> rows(names).classNames(List.of("0", "1", "x")).prepare())
        .hasMessageStartingWith("label '2' in column 'label' is none of the 3 classes [0, 1, x]");
  }

  @Test
  void corruptImagesFailByNameOrAreSkippedAndCounted() throws IOException {
    BARS.write(directory);
    Path cut = directory.resolve("red").resolve("cut.png");
    byte[] whole = Files.readAllBytes(directory.resolve("red").resolve("0.png"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Path none = Files.writeString(directory.resolve("red").resolve("none.png"), "no picture");
    Dataset<Row> binary =
        spark
            .read()
            .format("binaryFile")
            .load(directory + "/*/*.png")
            .withColumn("label", element_at(split(col("path"), "/"), -2));
    ImageRows images = ImageRows.of(binary, "content", "label", SHAPE);
    assertThatThrownBy(images::prepare)
        .isInstanceOf(SparkTrainingException.class)
        .hasMessageStartingWith("file:" + cut + ": the picture is truncated or corrupt")
        .hasMessageEndingWith("(and 1 other images); OnCorrupt.SKIP trains without");
    List<String> trained = trained(images.onCorrupt(OnCorrupt.SKIP));
    try (PreparedRows rows = images.onCorrupt(OnCorrupt.SKIP).prepare()) {
      assertThat(rows.skipped()).isEqualTo(2);
      assertThat(rows.images()).isEqualTo(30);
    }
    Files.delete(cut);
    Files.delete(none);
    Dataset<Row> good =
        spark
            .read()
            .format("binaryFile")
            .load(directory + "/*/*.png")
            .withColumn("label", element_at(split(col("path"), "/"), -2));
    assertThat(trained(ImageRows.of(good, "content", "label", SHAPE))).isEqualTo(trained);
    Dataset<Row> nothing = good.withColumn("content", lit(null).cast(DataTypes.BinaryType));
    assertThatThrownBy(
            () ->
                ImageRows.of(nothing, "content", "label", SHAPE)
                    .onCorrupt(OnCorrupt.SKIP)
                    .prepare())
        .hasMessageEndingWith("is null (and 29 other images): none is left");
  }

  @Test
  void imagesThatSparkCouldNotDecodeAreNamed() {
    Dataset<Row> dataset = BARS.structs(spark);
    Dataset<Row> undefined = dataset.withColumn("image", col("image").withField("mode", lit(-1)));
    assertThatThrownBy(() -> rows(undefined).prepare())
        .hasMessageStartingWith("file:/bars/0: Spark could not decode it");
    Dataset<Row> floats = dataset.withColumn("image", col("image").withField("mode", lit(5)));
    assertThatThrownBy(() -> rows(floats).prepare()).hasMessageContaining("its mode is 5 (");
    Dataset<Row> narrow = dataset.withColumn("image", col("image").withField("width", lit(7)));
    assertThatThrownBy(() -> rows(narrow).prepare())
        .hasMessageContaining("192 bytes and 3 channels are no image of 8x7 in mode 16");
  }

  /** Names of columns as joins and nested schemas give them. */
  @Test
  void columnsMayHaveDotsInTheirNames() throws IOException {
    Dataset<Row> dataset = BARS.structs(spark);
    Dataset<Row> dotted =
        dataset
            .withColumn("label", col("label").cast(DataTypes.StringType))
            .withColumnRenamed("image", "a.image")
            .withColumnRenamed("label", "a.label");
    assertThat(trained(ImageRows.of(dotted, "a.image", "a.label", SHAPE)))
        .isEqualTo(trained(rows(dataset)));
  }

  /** With {@code spark.serializer} Kryo, what tasks give to others and to the driver. */
  @Test
  void whatTravelsMayBeWrittenByKryo() {
    try (PreparedRows prepared = rows(BARS.structs(spark)).prepare()) {
      ImageRow row = prepared.rows().first();
      assertThat(throughKryo(row, ImageRow.class).values()).isEqualTo(row.values());
      RowCounts counts = RowCounts.of(prepared.rows());
      assertThat(throughKryo(counts, RowCounts.class).images()).isEqualTo(30);
    }
  }

  private static <T> T throughKryo(T value, Class<T> type) {
    SerializerInstance kryo = new KryoSerializer(new SparkConf(false)).newInstance();
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    return kryo.deserialize(kryo.serialize(value, tag), tag);
  }
}
