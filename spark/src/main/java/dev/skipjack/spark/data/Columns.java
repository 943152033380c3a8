package dev.skipjack.spark.data;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.types.StructType;

/** Columns by name. */
final class Columns {
  private Columns() {}

  /**
   * @param what the column has, for the message
   * @throws IllegalArgumentException naming the column that is not there, and those that are
   */
  static int index(StructType schema, String name, String what) {
    int index = Arrays.asList(schema.fieldNames()).indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no %s column '%s': the columns are %s",
              what,
              name,
              Arrays.toString(schema.fieldNames())));
    }
    return index;
  }

  /** As Spark's {@code col} and {@code select} take it: a name is a name, whatever dots it has. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
