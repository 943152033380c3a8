package dev.skipjack.spark.data;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The column of a {@code Dataset<Row>} that has the labels: numbers from 0 on, or names of classes.
 */
final class LabelColumn implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 10;

  private final String name;
  private final int index;
  private final NetworkShape shape;
  private final String[] classNames;

  /** Of names; null for numbers. */
  private final HashMap<String, Integer> numbers;

  private LabelColumn(
      String name,
      int index,
      NetworkShape shape,
      List<String> classNames,
      HashMap<String, Integer> numbers) {
    this.name = name;
    this.index = index;
    this.shape = shape;
    this.classNames = classNames.toArray(String[]::new);
    this.numbers = numbers;
  }

  /**
   * @throws IllegalArgumentException naming the column, if it is not there or has another type
   */
  static DataType check(StructType schema, String name) {
    DataType type = schema.fields()[Columns.index(schema, name, "label")].dataType();
    if (!type.equals(DataTypes.StringType) && !(type instanceof NumericType)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column '%s' is %s, but labels are numbers from 0 on, or strings",
              name,
              type.catalogString()));
    }
    return type;
  }

  /**
   * Finds the column; without names of classes a job collects those of strings, sorted.
   *
   * @param known in the order of the network's outputs; empty: not known
   * @throws IllegalArgumentException if there are not as many classes as outputs
   */
  static LabelColumn of(Dataset<Row> rows, String name, NetworkShape shape, List<String> known) {
    boolean named = check(rows.schema(), name).equals(DataTypes.StringType);
    int index = rows.schema().fieldIndex(name);
    List<String> classNames =
        !known.isEmpty()
            ? known
            : named
                ? distinct(rows.select(Columns.quoted(name)))
                : IntStream.range(0, shape.classes()).mapToObj(String::valueOf).toList();
    if (classNames.size() != shape.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d outputs, but there are %d classes%s: %s%s",
              shape.network(),
              shape.classes(),
              classNames.size(),
              known.isEmpty() ? " in column '" + name + "'" : "",
              String.join(", ", classNames.subList(0, Math.min(SHOWN, classNames.size()))),
              classNames.size() > SHOWN ? ", …" : ""));
    }
    return new LabelColumn(name, index, shape, classNames, named ? numbers(classNames) : null);
  }

  private static List<String> distinct(Dataset<Row> labels) {
    return labels.distinct().collectAsList().stream()
        .filter(row -> !row.isNullAt(0)) // told with its row
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static HashMap<String, Integer> numbers(List<String> classNames) {
    HashMap<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < classNames.size(); i++) {
      if (numbers.put(classNames.get(i), i) != null) {
        throw new IllegalArgumentException("two classes are called " + classNames.get(i));
      }
    }
    return numbers;
  }

  List<String> classNames() {
    return List.of(classNames);
  }

  /**
   * @throws IllegalArgumentException if it is null or no class
   */
  int read(Row row) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException("a label in column '" + name + "' is null");
    }
    if (numbers == null) {
      return number(((Number) row.get(index)).doubleValue());
    }
    Integer number = numbers.get(row.getString(index));
    if (number == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "label '%s' in column '%s' is none of the %d classes %s",
              row.getString(index),
              name,
              classNames.length,
              classNames()));
    }
    return number;
  }

  private int number(double value) {
    if (value != Math.rint(value) || value < 0 || value >= shape.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "label %s in column '%s' is no whole number from 0 to %d: %s has %d outputs",
              value,
              name,
              shape.classes() - 1,
              shape.network(),
              shape.classes()));
    }
    return (int) value;
  }
}
