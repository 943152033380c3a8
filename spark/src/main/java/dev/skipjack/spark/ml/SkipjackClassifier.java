package dev.skipjack.spark.ml;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.SparkTrained;
import dev.skipjack.spark.SparkTraining;
import dev.skipjack.spark.TrainingSetup;
import dev.skipjack.spark.data.ImageRows;
import dev.skipjack.spark.data.ImagesSetup;
import dev.skipjack.spark.data.NetworkShape;
import dev.skipjack.spark.data.OnCorrupt;
import dev.skipjack.spark.data.PreparedRows;
import dev.skipjack.spark.data.StoredRows;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains a network to tell the classes of images, on the executors of a cluster: a stage of a
 * {@code spark.ml} pipeline.
 *
 * <pre>{@code
 * SkipjackClassifierModel model =
 *     new SkipjackClassifier()
 *         .setNetwork(DenseNetBC100.class)
 *         .setImageCol("image")
 *         .setLabelCol("label")
 *         .setShards(8)
 *         .setWorkers(4)
 *         .setBatch(256)
 *         .setEpochs(90)
 *         .setSetup(training -> training.optimizer(Adam.adam()))
 *         .setCheckpoint("hdfs:///models/run1")
 *         .fit(train);
 * }</pre>
 *
 * <p>What columns may be is told by {@link dev.skipjack.spark.data.ImageColumn}; labels are numbers
 * from 0 on, or strings. The weights depend on the images, their labels, the seed, the shards, the
 * batch and what is set up: not on how rows lie, nor on the number of workers, which {@link
 * SparkTraining} says more of.
 *
 * <p>Params are saved. Functions are not: a {@link #setSetup(Class) class} of the program is a
 * param, saved by its name; a classifier that has a lambda instead refuses to be saved, since it
 * would train otherwise when it is loaded. The model has neither, and is always saved.
 */
public final class SkipjackClassifier extends Estimator<SkipjackClassifierModel>
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final CommonParams params;
  private final TrainingParams training;
  private UserFunction<TrainingSetup> setup;
  private UserFunction<ImagesSetup> imagesSetup;

  public SkipjackClassifier() {
    this(Identifiable.randomUID("skipjackClassifier"));
  }

  public SkipjackClassifier(String uid) {
    this.uid = uid;
    this.params = new CommonParams(this);
    this.training = new TrainingParams(this);
    this.setup = new UserFunction<>(this, TrainingSetup.class, training.setup);
    this.imagesSetup = new UserFunction<>(this, ImagesSetup.class, training.imagesSetup);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Name of the class annotated with {@code @Model}. */
  public Param<String> network() {
    return params.network;
  }

  /** Name of the column of images; default: {@code image}. */
  public Param<String> imageCol() {
    return params.imageCol;
  }

  /** Name of the column of labels; default: {@code label}. */
  public Param<String> labelCol() {
    return training.labelCol;
  }

  /** Name of the column that the model adds for the likeliest class; empty: none. */
  public Param<String> predictionCol() {
    return params.predictionCol;
  }

  /** Name of the column that the model adds for the probability of each class; empty: none. */
  public Param<String> probabilityCol() {
    return params.probabilityCol;
  }

  /** What becomes of images that cannot be read: {@code fail} (the default) or {@code skip}. */
  public Param<String> onCorrupt() {
    return params.onCorrupt;
  }

  /** How pictures are prepared, as JSON. */
  public Param<String> preparation() {
    return params.preparation;
  }

  /** The classes, in the order of the network's outputs. */
  public StringArrayParam classNames() {
    return params.classNames;
  }

  /** Images of a step, in all workers together; default: 64. */
  public IntParam batch() {
    return params.batch;
  }

  /** In how many parts each batch is computed, a part of the result; default: 8. */
  public IntParam shards() {
    return training.shards;
  }

  /** Executors that train; default: 1. */
  public IntParam workers() {
    return training.workers;
  }

  /** Default: 10. */
  public IntParam epochs() {
    return training.epochs;
  }

  /** Of the weights, dropout, order, augmentation and what is validated on; default: 1. */
  public LongParam seed() {
    return training.seed;
  }

  /** Share of the images that is evaluated on after each epoch, and not trained on; default: 0. */
  public DoubleParam validation() {
    return training.validation;
  }

  /** Directory of checkpoints, of any file system that Hadoop knows. */
  public Param<String> checkpoint() {
    return training.checkpoint;
  }

  /** Steps after which a checkpoint is written in the middle of an epoch; 0 (the default): none. */
  public LongParam checkpointEverySteps() {
    return training.checkpointEverySteps;
  }

  /** Whether gradients may travel as they are though Spark encrypts; default: false. */
  public BooleanParam allowPlainExchange() {
    return training.allowPlainExchange;
  }

  /** Name of a class that sets up the training. */
  public Param<String> setup() {
    return training.setup;
  }

  /** Name of a class that sets up the images in training. */
  public Param<String> imagesSetup() {
    return training.imagesSetup;
  }

  /** What is trained: a class annotated with {@code @Model}. */
  public SkipjackClassifier setNetwork(Class<?> model) {
    set(params.network, model.getName());
    return this;
  }

  public SkipjackClassifier setImageCol(String column) {
    set(params.imageCol, column);
    return this;
  }

  public SkipjackClassifier setLabelCol(String column) {
    set(training.labelCol, column);
    return this;
  }

  public SkipjackClassifier setPredictionCol(String column) {
    set(params.predictionCol, column);
    return this;
  }

  public SkipjackClassifier setProbabilityCol(String column) {
    set(params.probabilityCol, column);
    return this;
  }

  /** See {@link OnCorrupt}; the model does likewise, unless it is told otherwise. */
  public SkipjackClassifier setOnCorrupt(OnCorrupt policy) {
    set(params.onCorrupt, CommonParams.text(policy));
    return this;
  }

  /**
   * How pictures of any size become images of the network's, and what they are normalised by.
   * Default: the shorter side is resized to it and the middle cut out, values are in 0 to 1.
   */
  public SkipjackClassifier setPreparation(Preparation preparation) {
    set(params.preparation, PreparationJson.write(preparation));
    return this;
  }

  /**
   * The classes, in the order of the network's outputs. Default: labels that are strings sorted.
   */
  public SkipjackClassifier setClassNames(String... names) {
    set(params.classNames, names);
    return this;
  }

  public SkipjackClassifier setBatch(int images) {
    set(params.batch, images);
    return this;
  }

  /** See {@link SparkTraining#shards}. */
  public SkipjackClassifier setShards(int count) {
    set(training.shards, count);
    return this;
  }

  /** See {@link SparkTraining#workers}. */
  public SkipjackClassifier setWorkers(int count) {
    set(training.workers, count);
    return this;
  }

  public SkipjackClassifier setEpochs(int count) {
    set(training.epochs, count);
    return this;
  }

  public SkipjackClassifier setSeed(long seed) {
    set(training.seed, seed);
    return this;
  }

  /** Evaluates on this share of each class after each epoch, for instance 0.1. */
  public SkipjackClassifier setValidation(double share) {
    set(training.validation, share);
    return this;
  }

  /** See {@link SparkTraining#checkpoint}: a fit that has ended there once is not trained again. */
  public SkipjackClassifier setCheckpoint(String directory) {
    set(training.checkpoint, directory);
    return this;
  }

  public SkipjackClassifier setCheckpointEverySteps(long steps) {
    set(training.checkpointEverySteps, steps);
    return this;
  }

  /** See {@link SparkTraining#allowPlainExchange}. */
  public SkipjackClassifier setAllowPlainExchange(boolean allowed) {
    set(training.allowPlainExchange, allowed);
    return this;
  }

  /** Optimizer, schedule, loss and so on. It is not saved. */
  public SkipjackClassifier setSetup(TrainingSetup function) {
    setup = setup.with(function);
    return this;
  }

  /**
   * The same by a class, whose name is saved.
   *
   * @param type public, with a public constructor without arguments
   */
  public SkipjackClassifier setSetup(Class<? extends TrainingSetup> type) {
    setup = setup.with(null);
    set(training.setup, type.getName());
    return this;
  }

  /** Transforms, augmentation, mixing of the images in training. It is not saved. */
  public SkipjackClassifier setImagesSetup(ImagesSetup function) {
    imagesSetup = imagesSetup.with(function);
    return this;
  }

  /**
   * The same by a class, whose name is saved.
   *
   * @param type public, with a public constructor without arguments
   */
  public SkipjackClassifier setImagesSetup(Class<? extends ImagesSetup> type) {
    imagesSetup = imagesSetup.with(null);
    set(training.imagesSetup, type.getName());
    return this;
  }

  private NetworkShape shape() {
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(params.model(), DataType.FLOAT, 0)) {
      return NetworkShape.of(network, params.pictures());
    }
  }

  private ImageRows rows(Dataset<Row> dataset) {
    ImageRows rows =
        ImageRows.of(
                dataset, getOrDefault(params.imageCol), getOrDefault(training.labelCol), shape())
            .onCorrupt(params.policy());
    if (params.pictures() != null) {
      rows = rows.preparation(params.pictures());
    }
    return params.names().isEmpty() ? rows : rows.classNames(params.names());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException naming a column of images or labels that is not there or has
   *     another type, or one of predictions that is there already; or if there is no network
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ImageRows.check(
        schema,
        getOrDefault(params.imageCol),
        getOrDefault(training.labelCol),
        shape(),
        params.pictures());
    return params.withPredictions(schema);
  }

  /**
   * Trains, as {@link SparkTraining} does.
   *
   * @throws IllegalArgumentException as {@link #transformSchema}; if there are no images; naming a
   *     row whose label is no class, or whose vector has another size
   * @throws dev.skipjack.spark.SparkTrainingException naming an image that cannot be read, unless
   *     those are skipped; if the training cannot begin, or has failed for good
   */
  @Override
  public SkipjackClassifierModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    int epochs = (int) getOrDefault(training.epochs);
    TrainingSetup ofTraining = setup.get();
    ImagesSetup ofImages = imagesSetup.get();
    try (PreparedRows rows = rows(dataset.toDF()).prepare()) {
      SparkTraining run =
          SparkTraining.on(
                  dataset.sparkSession(), params.model(), (long) getOrDefault(training.seed))
              .data(rows.rows(), source(rows).images(ofImages));
      SparkTrained trained = training.configure(run, ofTraining).run(epochs);
      SkipjackClassifierModel model = new SkipjackClassifierModel(uid, trained.weights());
      copyValues(model, ParamMap.empty());
      FitSummary summary =
          new FitSummary(trained.history(), rows.images(), rows.skipped(), trained.restarts());
      return model.trained(summary, rows.classNames()).setParent(this);
    }
  }

  private StoredRows source(PreparedRows rows) {
    return rows.source((int) getOrDefault(params.batch), (long) getOrDefault(training.seed))
        .validation((double) getOrDefault(training.validation));
  }

  @Override
  public SkipjackClassifier copy(ParamMap extra) {
    SkipjackClassifier copy = new SkipjackClassifier(uid);
    copyValues(copy, extra);
    copy.setup = copy.setup.with(setup.function());
    copy.imagesSetup = copy.imagesSetup.with(imagesSetup.function());
    return copy;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException naming a function that is no class, and would be lost
   */
  @Override
  public MLWriter write() {
    setup.checkSaved("setSetup");
    imagesSetup.checkSaved("setImagesSetup");
    return new DefaultParamsWriter(this);
  }

  /** For {@code SkipjackClassifier.read().load(path)}, and for pipelines. */
  public static MLReader<SkipjackClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads what {@link #save} wrote. */
  public static SkipjackClassifier load(String path) {
    return read().load(path);
  }
}
