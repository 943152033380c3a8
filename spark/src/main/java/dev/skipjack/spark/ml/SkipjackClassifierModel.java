package dev.skipjack.spark.ml;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.data.ImageColumn;
import dev.skipjack.spark.data.NetworkShape;
import dev.skipjack.spark.data.OnCorrupt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Predicts the class of images on the executors, each of which has the weights once. It adds two
 * columns: the likeliest class, a double, and the probability of each, a vector, which is the
 * softmax of the network's logits. What is predicted of an image is, to the last bit, what one
 * process predicts of it alone, however rows lie.
 *
 * <p>An image that cannot be read ends the job with its name, or has null predictions; see {@link
 * #setOnCorrupt}.
 *
 * <p>Saved are the params and, beside them, {@code weights.safetensors}, which {@code Weights.load}
 * reads in programs without Spark. The classes of the network have to be on the class path when it
 * is loaded.
 */
public final class SkipjackClassifierModel extends Model<SkipjackClassifierModel>
    implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final CommonParams params;
  private final byte[] weights;
  private transient Known known;
  private transient FitSummary summary;

  /**
   * What the weights say.
   *
   * @param preparation null if they do not
   */
  private record Known(Class<?> model, NetworkShape shape, Preparation preparation) {}

  SkipjackClassifierModel(String uid, byte[] weights) {
    this.uid = uid;
    this.weights = weights;
    this.params = new CommonParams(this);
  }

  /**
   * A model of weights that were trained elsewhere, in one process for instance.
   *
   * @param network the class annotated with {@code @Model}
   * @param weights a safetensors file that fits it
   * @throws IOException naming the file, if it cannot be read or does not fit
   */
  public static SkipjackClassifierModel of(Class<?> network, Path weights) throws IOException {
    SkipjackClassifierModel model =
        new SkipjackClassifierModel(
            Identifiable.randomUID("skipjackClassifier"), Files.readAllBytes(weights));
    model.set(model.params.network, network.getName());
    model.open();
    return model;
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Name of the class annotated with {@code @Model}. */
  public Param<String> network() {
    return params.network;
  }

  /** Name of the column of images. */
  public Param<String> imageCol() {
    return params.imageCol;
  }

  /** Name of the column that gets the likeliest class; empty: none. */
  public Param<String> predictionCol() {
    return params.predictionCol;
  }

  /** Name of the column that gets the probability of each class; empty: none. */
  public Param<String> probabilityCol() {
    return params.probabilityCol;
  }

  /** What becomes of images that cannot be read: {@code fail} or {@code skip}. */
  public Param<String> onCorrupt() {
    return params.onCorrupt;
  }

  /** How pictures are prepared where the weights do not say it, as JSON. */
  public Param<String> preparation() {
    return params.preparation;
  }

  /** The classes where the weights do not say them. */
  public StringArrayParam classNames() {
    return params.classNames;
  }

  /** Images at once. */
  public IntParam batch() {
    return params.batch;
  }

  public SkipjackClassifierModel setImageCol(String column) {
    set(params.imageCol, column);
    return this;
  }

  public SkipjackClassifierModel setPredictionCol(String column) {
    set(params.predictionCol, column);
    return this;
  }

  public SkipjackClassifierModel setProbabilityCol(String column) {
    set(params.probabilityCol, column);
    return this;
  }

  /** Whether an image that cannot be read ends the job, or has null predictions. */
  public SkipjackClassifierModel setOnCorrupt(OnCorrupt policy) {
    set(params.onCorrupt, CommonParams.text(policy));
    return this;
  }

  /** Prepares pictures so where the weights do not say it. */
  public SkipjackClassifierModel setPreparation(Preparation preparation) {
    set(params.preparation, PreparationJson.write(preparation));
    return this;
  }

  /** Predicts so many images at once. */
  public SkipjackClassifierModel setBatch(int images) {
    set(params.batch, images);
    return this;
  }

  /** Parameters and running statistics, a safetensors file as {@code Weights.save} writes it. */
  public byte[] weights() {
    return weights.clone();
  }

  /** The classes, in the order of predictions; empty if nobody said them. */
  public List<String> labels() {
    Preparation preparation = opened().preparation();
    boolean said = preparation != null && !preparation.classNames().isEmpty();
    return said ? preparation.classNames() : params.names();
  }

  /** How it was trained; empty for a model that was loaded, or is of weights from elsewhere. */
  public Optional<FitSummary> summary() {
    return Optional.ofNullable(summary);
  }

  SkipjackClassifierModel trained(FitSummary newSummary, List<String> classNames) {
    summary = newSummary;
    set(params.classNames, classNames.toArray(String[]::new));
    return this;
  }

  private Known opened() {
    try {
      open();
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@inheritDoc} What is known of the weights depends on the network and the preparation. */
  @Override
  public void onParamChange(Param<?> param) {
    known = null;
  }

  /** Finds out whether the weights are those of the network. */
  void open() throws IOException {
    if (known != null) {
      return;
    }
    Class<?> model = params.model();
    try (InferenceNetwork network = ExecutorNetworks.open(model, weights)) {
      Preparation preparation = network.preparation().orElseGet(params::pictures);
      known = new Known(model, NetworkShape.of(network, preparation), preparation);
    }
  }

  private ImageColumn column(StructType schema) {
    Known of = opened();
    ImageColumn column =
        ImageColumn.of(schema, getOrDefault(params.imageCol), of.shape(), of.preparation());
    if (column.preparation() != null && of.preparation() == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column '%s' has pictures, but the weights of %s do not say how those are prepared: it learned from something else; if not, call setPreparation",
              getOrDefault(params.imageCol),
              of.shape().network()));
    }
    return column;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException naming a column of images that is not there or has another
   *     type, or one of predictions that is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    column(schema);
    return params.withPredictions(schema);
  }

  /** {@inheritDoc} See {@link #transformSchema} for what is refused. */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType predicted = transformSchema(dataset.schema());
    ImageColumn column = column(dataset.schema());
    Broadcast<byte[]> sent =
        JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext()).broadcast(weights);
    RowPredictor predictor =
        new RowPredictor(
            opened().model(),
            sent,
            checksum(),
            column,
            column.preparation() == null ? null : PreparationJson.write(column.preparation()),
            params.policy(),
            (int) getOrDefault(params.batch),
            !getOrDefault(params.predictionCol).isEmpty(),
            !getOrDefault(params.probabilityCol).isEmpty());
    return dataset.toDF().mapPartitions(predictor, Encoders.row(predicted));
  }

  private String checksum() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SkipjackClassifierModel copy(ParamMap extra) {
    SkipjackClassifierModel copy = new SkipjackClassifierModel(uid, weights);
    copyValues(copy, extra);
    copy.summary = summary;
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** For {@code SkipjackClassifierModel.read().load(path)}, and for pipelines. */
  public static MLReader<SkipjackClassifierModel> read() {
    return new Reader();
  }

  /** Loads what {@link #save} wrote. */
  public static SkipjackClassifierModel load(String path) {
    return read().load(path);
  }

  private static final class Writer extends MLWriter {
    private final SkipjackClassifierModel model;

    Writer(SkipjackClassifierModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      try {
        ModelWeights.write(
            path, model.weights, sparkSession().sparkContext().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends MLReader<SkipjackClassifierModel> {
    @Override
    public SkipjackClassifierModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(
              path, sparkSession(), SkipjackClassifierModel.class.getName());
      try {
        byte[] weights =
            ModelWeights.read(path, sparkSession().sparkContext().hadoopConfiguration());
        SkipjackClassifierModel model = new SkipjackClassifierModel(metadata.uid(), weights);
        metadata.getAndSetParams(model, Option.empty());
        model.open();
        return model;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
