package dev.skipjack.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Weights;
import dev.skipjack.spark.TestSpark;
import dev.skipjack.spark.data.BarImages;
import dev.skipjack.spark.data.Bars;
import dev.skipjack.spark.data.OnCorrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights that were trained in one process, predicting on executors. */
@Timeout(120)
@Tag("exhaustive")
class SkipjackClassifierModelTest {
  private static final BarImages BARS = new BarImages(30, 2);
  private static final List<String> NAMES = List.of("red", "green", "blue");

  @TempDir private static Path directory;

  private static SparkSession spark;
  private static Path weights;

  /** Of each image, what one process says of it alone. */
  private static List<double[]> expected;

  @BeforeAll
  static void open() throws IOException {
    spark = TestSpark.local();
    weights = directory.resolve("bars.safetensors");
    expected = trainInOneProcess();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static Images images() {
    byte[] pixels = new byte[30 * 192];
    byte[] labels = new byte[30];
    for (int i = 0; i < 30; i++) {
      System.arraycopy(BARS.pixels.get(i), 0, pixels, 192 * i, 192);
      labels[i] = BARS.labels.get(i).byteValue();
    }
    return new ImageSet("bars", 3, 8, 8, pixels, labels, NAMES)
        .normalize(new double[] {0.3, 0.4, 0.5}, new double[] {0.2, 0.3, 0.25});
  }

  private static List<double[]> trainInOneProcess() throws IOException {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(Bars.class, DataType.FLOAT, 1);
        Training training = Training.of(network)) {
      training.data(images().shuffle(1).batch(10), null).fit(2);
      Weights.save(network, weights);
    }
    List<double[]> all = new ArrayList<>();
    try (InferenceNetwork network = GeneratedNetworks.forInference(Bars.class, weights);
        BatchStream stream = images().batch(1).open(DataType.FLOAT, 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        INDArray logits = network.predict(batch.images());
        all.add(logits.getRow(0).toDoubleVector());
      }
    }
    return all;
  }

  private static SkipjackClassifierModel model() throws IOException {
    return SkipjackClassifierModel.of(Bars.class, weights);
  }

  /** By the number of the image. */
  private static Map<Integer, Row> byImage(Dataset<Row> predicted) {
    Map<Integer, Row> rows = new TreeMap<>();
    for (Row row : predicted.collectAsList()) {
      String origin = row.<Row>getAs("image").getString(0);
      rows.put(Integer.parseInt(origin.substring(origin.lastIndexOf('/') + 1)), row);
    }
    return rows;
  }

  private static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double total = 0;
    for (double logit : logits) {
      total += Math.exp(logit - largest);
    }
    double[] all = new double[logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.exp(logits[i] - largest) / total;
    }
    return all;
  }

  private static void checkAsInOneProcess(Dataset<Row> predicted) {
    Map<Integer, Row> rows = byImage(predicted);
    assertThat(rows).hasSize(30);
    rows.forEach(
        (image, row) -> {
          double[] probabilities = row.<Vector>getAs("probability").toArray();
          assertThat(probabilities).containsExactly(softmax(expected.get(image)));
          int best = row.<Double>getAs("prediction").intValue();
          assertThat(probabilities[best]).isGreaterThanOrEqualTo(probabilities[(best + 1) % 3]);
          assertThat(probabilities[best]).isGreaterThanOrEqualTo(probabilities[(best + 2) % 3]);
          assertThat(row.<Integer>getAs("label")).isEqualTo(BARS.labels.get(image));
        });
  }

  @Test
  void predictionsAreThoseOfOneProcessToTheLastBit() throws IOException {
    Dataset<Row> dataset = BARS.structs(spark);
    SkipjackClassifierModel model = model();
    int before = ExecutorNetworks.reads();
    assertThat(model.labels()).isEqualTo(NAMES);
    checkAsInOneProcess(model.transform(dataset.repartition(1)));
    checkAsInOneProcess(model.setBatch(4).transform(dataset.repartition(3)));
    checkAsInOneProcess(model.transform(dataset.repartition(40)));
    assertThat(ExecutorNetworks.reads() - before).as("weights in a JVM").isLessThan(2);
  }

  @Test
  void whoeverReadsMayStopEarly() throws IOException {
    Dataset<Row> predicted = model().setBatch(2).transform(BARS.structs(spark).coalesce(1));
    assertThat(predicted.limit(3).collectAsList()).hasSize(3);
    assertThat(predicted.where("prediction < 0").count()).isZero();
    assertThat(model().transform(BARS.structs(spark).limit(0)).collectAsList()).isEmpty();
  }

  @Test
  void columnsAreNamedOrLeftOut() throws IOException {
    Dataset<Row> dataset = BARS.structs(spark).limit(2).withColumnRenamed("image", "photo");
    SkipjackClassifierModel model =
        model().setImageCol("photo").setPredictionCol("class").setProbabilityCol("");
    assertThat(model.transform(dataset).columns()).containsExactly("photo", "label", "class");
    assertThat(model.transform(dataset).collectAsList()).hasSize(2);
    assertThatThrownBy(() -> model.setPredictionCol("label").transform(dataset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is a column 'label' already: drop it, or call it otherwise with predictionCol");
    assertThatThrownBy(() -> model().transformSchema(dataset.schema()))
        .hasMessage("there is no image column 'image': the columns are [photo, label]");
    assertThatThrownBy(() -> model().setImageCol("features").transform(BARS.vectors(spark)))
        .hasMessageContaining("only pictures have a preparation");
  }

  @Test
  void anImageThatCannotBeReadFailsByNameOrIsNull() throws IOException {
    Dataset<Row> dataset =
        BARS.structs(spark)
            .withColumn(
                "image",
                when(
                        col("label").equalTo(1),
                        col("image").withField("data", lit(new byte[] {1, 2})))
                    .otherwise(col("image")));
    assertThatThrownBy(() -> model().transform(dataset).collectAsList())
        .hasStackTraceContaining("file:/bars/")
        .hasStackTraceContaining("2 bytes and 3 channels are no image of 8x8")
        .hasStackTraceContaining("OnCorrupt.SKIP predicts null for it");
    byImage(model().setOnCorrupt(OnCorrupt.SKIP).setBatch(7).transform(dataset))
        .forEach(
            (image, row) -> {
              if (image % 3 == 1) {
                assertThat(row.isNullAt(2)).isTrue();
                assertThat(row.isNullAt(3)).isTrue();
              } else {
                assertThat(row.<Vector>getAs("probability").toArray())
                    .containsExactly(softmax(expected.get(image)));
              }
            });
    Dataset<Row> nulls = BARS.structs(spark).withColumn("image", when(lit(false), col("image")));
    assertThat(
            model()
                .setOnCorrupt(OnCorrupt.SKIP)
                .transform(nulls)
                .where("prediction is null")
                .count())
        .isEqualTo(30);
  }

  @Test
  void whatIsSavedPredictsTheSame() throws IOException {
    String path = directory.resolve("model").toUri().toString();
    SkipjackClassifierModel model = model().setBatch(5).setOnCorrupt(OnCorrupt.SKIP);
    model.save(path);
    assertThat(directory.resolve("model").resolve(ModelWeights.NAME))
        .hasSameBinaryContentAs(weights);
    SkipjackClassifierModel loaded = SkipjackClassifierModel.load(path);
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.extractParamMap().toString()).isEqualTo(model.extractParamMap().toString());
    checkAsInOneProcess(loaded.transform(BARS.structs(spark)));
    assertThatThrownBy(() -> model.save(path)).hasMessageContaining("already exists");
    model.write().overwrite().save(path);

    String pipeline = directory.resolve("pipeline").toUri().toString();
    new Pipeline().setStages(new PipelineStage[] {model}).fit(BARS.structs(spark)).save(pipeline);
    checkAsInOneProcess(PipelineModel.load(pipeline).transform(BARS.structs(spark)));

    Path saved = directory.resolve("model").resolve(ModelWeights.NAME);
    Files.write(saved, new byte[] {1, 2, 3});
    Files.deleteIfExists(saved.resolveSibling("." + ModelWeights.NAME + ".crc"));
    assertThatThrownBy(() -> SkipjackClassifierModel.load(path))
        .hasMessageContaining(".safetensors");
    Files.delete(saved);
    assertThatThrownBy(() -> SkipjackClassifierModel.load(path))
        .hasMessageContaining("weights.safetensors is not there: the model was not saved whole");
  }

  @Test
  void aCopyPredictsTheSame() throws IOException {
    SkipjackClassifierModel model = model().setBatch(3);
    SkipjackClassifierModel copy = model.copy(new ParamMap().put(model.predictionCol(), "best"));
    assertThat(copy.transformSchema(BARS.structs(spark).schema()).fieldNames())
        .containsExactly("image", "label", "best", "probability");
    assertThat(copy.weights()).isEqualTo(model.weights());
  }

  @Test
  void weightsThatSayNothingOfPicturesNeedToBeTold() throws IOException {
    Path silent = directory.resolve("silent.safetensors");
    try (InferenceNetwork network = GeneratedNetworks.forInference(Bars.class, weights)) {
      Preparation preparation = network.preparation().orElseThrow();
      network.prepareWith(null);
      Weights.save(network, silent);
      SkipjackClassifierModel model = SkipjackClassifierModel.of(Bars.class, silent);
      assertThatThrownBy(() -> model.transform(BARS.structs(spark)))
          .hasMessageContaining("the weights of Bars do not say how those are prepared");
      SkipjackClassifierModel told =
          SkipjackClassifierModel.of(Bars.class, silent).setPreparation(preparation);
      checkAsInOneProcess(told.transform(BARS.structs(spark)));
    }
  }
}
