package dev.skipjack.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.spark.SparkTrainingException;
import dev.skipjack.spark.TestSpark;
import dev.skipjack.spark.data.BarImages;
import dev.skipjack.spark.data.Bars;
import dev.skipjack.spark.data.OnCorrupt;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training as a stage of a pipeline, by the workers of a cluster. */
@Timeout(120)
@Tag("exhaustive")
class SkipjackClassifierFitTest {
  private static final BarImages BARS = new BarImages(60, 3);

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

  private static SkipjackClassifier classifier() {
    return new SkipjackClassifier().setNetwork(Bars.class).setShards(4).setBatch(20).setEpochs(1);
  }

  private String path(String name) {
    return directory.resolve(name).toUri().toString();
  }

  @Test
  void aPipelineLearnsAndIsSaved() throws Exception {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new SQLTransformer().setStatement("SELECT *, int(label) AS y FROM __THIS__"),
                  classifier()
                      .setLabelCol("y")
                      .setWorkers(2)
                      .setEpochs(15)
                      .setValidation(0.2)
                      .setSetup(AdamSetup.class)
                });
    pipeline.save(path("untrained"));
    PipelineModel trained = Pipeline.load(path("untrained")).fit(BARS.structs(spark));
    FitSummary summary = ((SkipjackClassifierModel) trained.stages()[1]).summary().orElseThrow();
    assertThat(summary.images()).isEqualTo(60);
    assertThat(summary.history().epochs()).hasSize(15);
    assertThat(summary.history().epochs().get(14).test()).isNotNull();

    Dataset<Row> predicted = trained.transform(new BarImages(30, 4).structs(spark));
    assertThat(
            new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted))
        .isGreaterThan(0.9);
    trained.save(path("trained"));
    assertThat(
            PipelineModel.load(path("trained"))
                .transform(new BarImages(30, 4).structs(spark))
                .collectAsList())
        .isEqualTo(predicted.collectAsList());
    assertThat(((SkipjackClassifierModel) pipeline.fit(BARS.structs(spark)).stages()[1]).weights())
        .isEqualTo(((SkipjackClassifierModel) trained.stages()[1]).weights());
  }

  @Test
  void neitherPartitionsNorWorkersChangeTheWeights() {
    Dataset<Row> dataset = BARS.structs(spark);
    SkipjackClassifier classifier =
        classifier().setImagesSetup(images -> images.augment(Augmentation.shift(1)));
    byte[] one = classifier.fit(dataset.repartition(1)).weights();
    assertThat(classifier.setWorkers(2).fit(dataset.repartition(3)).weights()).isEqualTo(one);
    assertThat(classifier.fit(dataset.orderBy(col("image.origin").desc()).repartition(7)).weights())
        .isEqualTo(one);
    assertThat(classifier().fit(dataset).weights()).isNotEqualTo(one);
  }

  @Test
  void namesOfClassesComeWithVectorsToo() {
    Dataset<Row> dataset =
        BARS.vectors(spark)
            .withColumn(
                "label",
                when(col("label").equalTo(0), "red")
                    .when(col("label").equalTo(1), "green")
                    .otherwise("blue"));
    SkipjackClassifier classifier = classifier().setImageCol("features");
    SkipjackClassifierModel model = classifier.fit(dataset);
    assertThat(model.labels()).containsExactly("blue", "green", "red");
    assertThat(model.transform(dataset).select("prediction").distinct().count()).isBetween(1L, 3L);
    SkipjackClassifierModel named = classifier.setClassNames("red", "green", "blue").fit(dataset);
    assertThat(named.labels()).containsExactly("red", "green", "blue");
  }

  @Test
  void corruptImagesFailOrAreCounted() {
    Dataset<Row> dataset =
        BARS.structs(spark)
            .withColumn(
                "image",
                when(col("image.origin").endsWith("/5"), lit(null)).otherwise(col("image")));
    assertThatThrownBy(() -> classifier().fit(dataset))
        .isInstanceOf(SparkTrainingException.class)
        .hasMessage("an image in column 'image' is null; OnCorrupt.SKIP trains without");
    FitSummary summary =
        classifier().setOnCorrupt(OnCorrupt.SKIP).fit(dataset).summary().orElseThrow();
    assertThat(summary.skipped()).isEqualTo(1);
    assertThat(summary.images()).isEqualTo(59);
  }
}
