package dev.skipjack.spark.ml;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The weights of a saved model, beside its metadata, in any file system that Hadoop knows. */
final class ModelWeights {
  static final String NAME = "weights.safetensors";

  private ModelWeights() {}

  /**
   * Writes all or nothing.
   *
   * @param directory of the model
   */
  static void write(String directory, byte[] weights, Configuration configuration)
      throws IOException {
    Path target = new Path(directory, NAME);
    Path temporary = new Path(directory, NAME + "." + UUID.randomUUID() + ".tmp");
    FileSystem files = target.getFileSystem(configuration);
    try {
      try (FSDataOutputStream stream = files.create(temporary, false)) {
        stream.write(weights);
      }
      if (!files.rename(temporary, target)) {
        throw new IOException(target + " cannot be written: " + temporary + " cannot be renamed");
      }
    } catch (IOException e) {
      files.delete(temporary, false);
      throw e;
    }
  }

  /**
   * @throws IOException naming the file, if it is not there or cannot be read
   */
  static byte[] read(String directory, Configuration configuration) throws IOException {
    Path file = new Path(directory, NAME);
    FileSystem files = file.getFileSystem(configuration);
    try (FSDataInputStream stream = files.open(file)) {
      return stream.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(file + " is not there: the model was not saved whole");
    }
  }
}
