package dev.skipjack.spark.ml;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import dev.skipjack.spark.data.OnCorrupt;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a classifier and its model are both asked for. */
final class CommonParams implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 64;

  final Param<String> network;
  final Param<String> imageCol;
  final Param<String> predictionCol;
  final Param<String> probabilityCol;
  final Param<String> onCorrupt;
  final Param<String> preparation;
  final StringArrayParam classNames;
  final IntParam batch;
  private final Params owner;

  /**
   * @param owner whose uid is known already
   */
  CommonParams(Params owner) {
    this.owner = owner;
    List<String> policies = Arrays.stream(OnCorrupt.values()).map(CommonParams::text).toList();
    network = new Param<>(owner, "network", "name of the class annotated with @Model");
    imageCol = new Param<>(owner, "imageCol", "images: of the image source, files, or values");
    predictionCol = new Param<>(owner, "predictionCol", "the likeliest class; empty: none");
    probabilityCol = new Param<>(owner, "probabilityCol", "of each class; empty: none");
    onCorrupt =
        new Param<>(
            owner,
            "onCorrupt",
            "images that cannot be read: fail or skip",
            ParamValidators.inArray(policies));
    preparation = new Param<>(owner, "preparation", "how pictures are prepared, as JSON");
    classNames = new StringArrayParam(owner, "classNames", "in the order of the network's outputs");
    batch = new IntParam(owner, "batch", "images at once", ParamValidators.gtEq(1));
    owner.setDefault(imageCol, "image");
    owner.setDefault(predictionCol, "prediction");
    owner.setDefault(probabilityCol, "probability");
    owner.setDefault(onCorrupt, text(OnCorrupt.FAIL));
    owner.setDefault(batch, BATCH);
  }

  static String text(OnCorrupt policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }

  OnCorrupt policy() {
    return OnCorrupt.valueOf(owner.getOrDefault(onCorrupt).toUpperCase(Locale.ROOT));
  }

  /** Null: none is asked for. */
  Preparation pictures() {
    return owner.isDefined(preparation)
        ? PreparationJson.read(owner.getOrDefault(preparation))
        : null;
  }

  /** Empty: none are asked for. */
  List<String> names() {
    return owner.isDefined(classNames) ? List.of(owner.getOrDefault(classNames)) : List.of();
  }

  /**
   * Loads the class of the model.
   *
   * @throws IllegalArgumentException if none is set, or it is not on the class path
   */
  Class<?> model() {
    if (!owner.isDefined(network)) {
      throw new IllegalArgumentException(owner.uid() + " has no network: call setNetwork");
    }
    String name = owner.getOrDefault(network);
    return load(name, "the network");
  }

  /**
   * @param what for the message
   */
  static Class<?> load(String name, String what) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
          name, true, loader == null ? CommonParams.class.getClassLoader() : loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          what + " " + name + " is not on the class path: give spark-submit its jar", e);
    }
  }

  /**
   * Adds the columns of predictions.
   *
   * @throws IllegalArgumentException naming one that is there already
   */
  StructType withPredictions(StructType schema) {
    StructType predicted = add(schema, predictionCol, DataTypes.DoubleType);
    return add(predicted, probabilityCol, SQLDataTypes.VectorType());
  }

  private StructType add(StructType schema, Param<String> column, DataType type) {
    String name = owner.getOrDefault(column);
    if (name.isEmpty()) {
      return schema;
    }
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is a column '%s' already: drop it, or call it otherwise with %s",
              name,
              column.name()));
    }
    return schema.add(name, type, true);
  }
}
