package dev.skipjack.spark.ml;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.spark.TestSpark;
import dev.skipjack.spark.data.BarImages;
import dev.skipjack.spark.data.Bars;
import dev.skipjack.spark.data.ImagesSetup;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a classifier is told, and how it is saved; what it trains: SkipjackClassifierFitTest. */
@Timeout(120)
class SkipjackClassifierTest {
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
  void whatDoesNotFitIsToldBeforeAnythingIsRead() {
    Dataset<Row> dataset = BARS.structs(spark);
    assertThatThrownBy(() -> new SkipjackClassifier("some").fit(dataset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("some has no network: call setNetwork");
    assertThatThrownBy(() -> classifier().setLabelCol("y").transformSchema(dataset.schema()))
        .hasMessage("there is no label column 'y': the columns are [image, label]");
    assertThatThrownBy(() -> classifier().fit(dataset.withColumn("prediction", lit(1.0))))
        .hasMessageStartingWith("there is a column 'prediction' already");
    assertThatThrownBy(() -> classifier().setWorkers(0)).hasMessageContaining("workers");
    assertThatThrownBy(() -> classifier().setValidation(1)).hasMessageContaining("validation");
    assertThatThrownBy(() -> classifier().fit(dataset.where("label < 0")))
        .hasMessage("the dataset with images in 'image' and labels in 'label' has no rows");
    SkipjackClassifier unknown = classifier();
    unknown.set(unknown.network(), "no.such.Model");
    assertThatThrownBy(() -> unknown.fit(dataset))
        .hasMessage(
            "the network no.such.Model is not on the class path: give spark-submit its jar");
    assertThatThrownBy(() -> classifier().fit(dataset.withColumn("label", lit(new byte[] {1}))))
        .hasMessageContaining("column 'label' is binary");
  }

  /** All params with their values; an array says where it lies. */
  private static String explained(SkipjackClassifier classifier) {
    return classifier.explainParams().replaceAll("String;@\\p{XDigit}+", "");
  }

  @Test
  void paramsAreSavedAndFunctionsRefused() throws Exception {
    SkipjackClassifier classifier =
        classifier()
            .setSeed(7)
            .setCheckpoint("hdfs:///models/run1")
            .setCheckpointEverySteps(100)
            .setClassNames("a", "b", "c")
            .setValidation(0.1)
            .setSetup(AdamSetup.class);
    classifier.save(path("saved"));
    SkipjackClassifier loaded = SkipjackClassifier.load(path("saved"));
    assertThat(loaded.uid()).isEqualTo(classifier.uid());
    assertThat(explained(loaded)).isEqualTo(explained(classifier)).contains("current: 100");
    assertThat(loaded.getOrDefault(loaded.classNames())).containsExactly("a", "b", "c");
    classifier.setSetup(new AdamSetup());
    assertThatThrownBy(() -> classifier.save(path("refused")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it was given a function to setSetup")
        .hasMessageContaining("give a class, setSetup(MySetup.class)");
    ImagesSetup function = images -> images;
    assertThatThrownBy(() -> classifier().setImagesSetup(function).write())
        .hasMessageContaining("setImagesSetup");
  }
}
