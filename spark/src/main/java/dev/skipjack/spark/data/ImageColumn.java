package dev.skipjack.spark.data;

import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The column of a {@code Dataset<Row>} that has the images, and how one becomes what a network
 * sees. Of three kinds:
 *
 * <ul>
 *   <li>the struct that Spark's {@code image} source gives, decoded by Spark;
 *   <li>the bytes of picture files, such as {@code content} of {@code binaryFile}, which the
 *       runtime decodes; a column {@code path} beside it says in errors which file it is;
 *   <li>a {@code vector}, {@code array<float>} or {@code array<double>} of the network's {@code
 *       channels · height · width} values in C order. They are taken as floats, as they are.
 * </ul>
 */
public final class ImageColumn implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PATH = "path";

  private final String name;
  private final int index;

  /** Of the column that names the image; -1 without. */
  private final int origin;

  private final ImageReader reader;
  private final NetworkShape shape;

  /** As text, since it travels; null: values, which nothing prepares. */
  private final String preparation;

  private transient Preparation parsed;

  private ImageColumn(
      String name,
      int index,
      int origin,
      ImageReader reader,
      NetworkShape shape,
      String preparation) {
    this.name = name;
    this.index = index;
    this.origin = origin;
    this.reader = reader;
    this.shape = shape;
    this.preparation = preparation;
  }

  /**
   * Finds the column.
   *
   * @param schema of the rows that will be read
   * @param preparation how pictures become images of the network's size; null: the shorter side is
   *     resized to it and the middle cut out, values in 0 to 1. None for vectors and arrays
   * @throws IllegalArgumentException naming the column, if it is not there, has another type, or
   *     there is a preparation for what is no picture
   */
  public static ImageColumn of(
      StructType schema, String name, NetworkShape shape, Preparation preparation) {
    int index = Columns.index(schema, name, "image");
    DataType type = schema.fields()[index].dataType();
    if (isValues(type)) {
      if (preparation != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the values of column '%s' (%s) are taken as they are: only pictures have a preparation",
                name,
                type.catalogString()));
      }
      return new ImageColumn(name, index, -1, new ValuesReader(shape), shape, null);
    }
    Preparation pictures = preparation == null ? ofShape(shape) : preparation;
    String text = PreparationJson.write(pictures);
    if (type.catalogString().equals(ImageSchema.columnSchema().catalogString())) {
      return new ImageColumn(name, index, -1, new ImageStructReader(), shape, text);
    }
    if (type instanceof BinaryType) {
      int path = Arrays.asList(schema.fieldNames()).indexOf(PATH);
      boolean named = path >= 0 && schema.fields()[path].dataType().equals(DataTypes.StringType);
      return new ImageColumn(name, index, named ? path : -1, new PictureFileReader(), shape, text);
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "column '%s' is %s, but images are what the sources image (a struct) or binaryFile (binary) give, or a vector, array<float> or array<double>",
            name,
            type.catalogString()));
  }

  private static boolean isValues(DataType type) {
    return type.equals(SQLDataTypes.VectorType())
        || type instanceof ArrayType array
            && (array.elementType().equals(DataTypes.FloatType)
                || array.elementType().equals(DataTypes.DoubleType));
  }

  /** A picture of the network's size stays as it is. */
  private static Preparation ofShape(NetworkShape shape) {
    return Preparation.of(shape.channels(), shape.height(), shape.width())
        .covering(shape.height(), shape.width());
  }

  /** What {@link #read} gives. */
  public StoredImages.Format format() {
    StoredImages.Value value =
        preparation == null ? StoredImages.Value.FLOAT : StoredImages.Value.BYTE;
    return new StoredImages.Format(value, shape.channels(), shape.height(), shape.width());
  }

  /** How pictures become images; null for values. */
  public Preparation preparation() {
    if (parsed == null && preparation != null) {
      parsed = PreparationJson.read(preparation);
    }
    return parsed;
  }

  /**
   * The column beside it that names an image; null without.
   *
   * @param schema that it was found in
   */
  String originColumn(StructType schema) {
    return origin < 0 ? null : schema.fieldNames()[origin];
  }

  /**
   * Reads an image.
   *
   * @param row of the schema that the column was found in
   * @return {@code [channels, height, width]} in C order: what is seen of a picture as unsigned
   *     bytes, not normalised; values as big-endian floats
   * @throws CorruptImageException naming it, if it is null or cannot be read, or a value is not
   *     finite
   * @throws IllegalArgumentException if there are not as many values as the network takes
   */
  public byte[] read(Row row) throws CorruptImageException {
    String known = origin < 0 || row.isNullAt(origin) ? null : row.getString(origin);
    if (row.isNullAt(index)) {
      throw new CorruptImageException(named(known) + " is null", null);
    }
    try {
      return reader.read(row, index, preparation());
    } catch (UnreadableException e) {
      String image = e.origin() == null ? known : e.origin();
      throw new CorruptImageException(named(image) + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named(known) + ": " + e.getMessage(), e);
    }
  }

  private String named(String image) {
    return image == null ? "an image in column '" + name + "'" : image;
  }
}
