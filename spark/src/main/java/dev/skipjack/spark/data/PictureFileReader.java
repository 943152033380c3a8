package dev.skipjack.spark.data;

import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.spark.sql.Row;

/** The bytes of a picture file; see {@link PictureReader} for what is read. */
record PictureFileReader() implements ImageReader {
  @Override
  public byte[] read(Row row, int index, Preparation preparation) throws UnreadableException {
    byte[] file = row.getAs(index);
    try {
      return preparation.apply(PictureReader.read(new ByteArrayInputStream(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableException(null, e.getMessage(), e);
    }
  }
}
