package dev.skipjack.spark.data;

import dev.skipjack.runtime.pictures.Preparation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** A vector or an array of numbers, for a network of this shape. */
record ValuesReader(NetworkShape shape) implements ImageReader {
  @Override
  public byte[] read(Row row, int index, Preparation preparation) throws UnreadableException {
    if (row.get(index) instanceof Vector vector) {
      return floats(vector.size(), vector.toArray());
    }
    List<Number> list = row.getList(index);
    double[] values = new double[list.size()];
    for (int i = 0; i < values.length; i++) {
      Number value = list.get(i);
      values[i] = value == null ? Double.NaN : value.doubleValue();
    }
    return floats(values.length, values);
  }

  private byte[] floats(int size, double[] values) throws UnreadableException {
    if (size != shape.values()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it has %d values, but %s takes %dx%dx%d, which are %d",
              size,
              shape.network(),
              shape.channels(),
              shape.height(),
              shape.width(),
              shape.values()));
    }
    ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * size);
    for (int i = 0; i < size; i++) {
      float value = (float) values[i];
      if (!Float.isFinite(value)) {
        throw new UnreadableException(
            null,
            String.format(Locale.ROOT, "value %d is %s: no finite float", i, values[i]),
            null);
      }
      floats.putFloat(value);
    }
    return floats.array();
  }
}
