package dev.skipjack.spark.data;

import dev.skipjack.runtime.pictures.Preparation;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/** Reads the images of one kind of column. */
interface ImageReader extends Serializable {
  /**
   * @param index of the column, which is not null
   * @param preparation of pictures
   * @return see {@link ImageColumn#read}
   * @throws UnreadableException if the image is damaged
   * @throws IllegalArgumentException if it has another size than all must have
   */
  byte[] read(Row row, int index, Preparation preparation) throws UnreadableException;
}
