package dev.skipjack.spark.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.util.Locale;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;

/**
 * What Spark's {@code image} source gives: interleaved bytes, grey, blue-green-red, or that and
 * transparency, which is dropped.
 */
record ImageStructReader() implements ImageReader {
  private static final int UNDEFINED = -1;
  private static final int GREY = 0; // CV_8UC1
  private static final int BGR = 16; // CV_8UC3
  private static final int BGRA = 24; // CV_8UC4

  /** ImageSchema takes a row of an image column alone. */
  private static final int ORIGIN = 0;

  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int MODE = 4;
  private static final int DATA = 5;

  @Override
  public byte[] read(Row row, int index, Preparation preparation) throws UnreadableException {
    Row image = row.getStruct(index);
    String origin = image.isNullAt(ORIGIN) ? null : image.getString(ORIGIN);
    try {
      return preparation.apply(picture(image));
    } catch (IllegalArgumentException e) {
      throw new UnreadableException(origin, e.getMessage(), e);
    }
  }

  private static Picture picture(Row image) {
    for (int field = HEIGHT; field <= DATA; field++) {
      if (image.isNullAt(field)) {
        throw new IllegalArgumentException("its " + ImageSchema.imageFields()[field] + " is null");
      }
    }
    int height = image.getInt(HEIGHT);
    int width = image.getInt(WIDTH);
    int channels = image.getInt(CHANNELS);
    int mode = image.getInt(MODE);
    byte[] data = image.getAs(DATA);
    if (mode == UNDEFINED || height < 1 || width < 1) {
      throw new IllegalArgumentException("Spark could not decode it");
    }
    if (mode != GREY && mode != BGR && mode != BGRA) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its mode is %d (%s), but grey (%d), BGR (%d) and BGRA (%d) of bytes are read",
              mode,
              name(mode),
              GREY,
              BGR,
              BGRA));
    }
    int expected = mode == GREY ? 1 : mode == BGR ? 3 : 4;
    if (channels != expected || data.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d bytes and %d channels are no image of %dx%d in mode %d",
              data.length,
              channels,
              height,
              width,
              mode));
    }
    return channels == 1
        ? new Picture(1, new Size(height, width), data)
        : new Picture(3, new Size(height, width), planes(data, channels, height * width));
  }

  private static String name(int mode) {
    return ImageSchema.javaOcvTypes().entrySet().stream()
        .filter(type -> type.getValue().equals(mode))
        .map(type -> type.getKey())
        .findFirst()
        .orElse("unknown");
  }

  /** Red, green, blue of pixels that have blue, green, red. */
  private static byte[] planes(byte[] data, int channels, int plane) {
    byte[] samples = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      samples[i] = data[channels * i + 2];
      samples[plane + i] = data[channels * i + 1];
      samples[2 * plane + i] = data[channels * i];
    }
    return samples;
  }
}
