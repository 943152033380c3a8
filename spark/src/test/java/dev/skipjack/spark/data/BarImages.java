package dev.skipjack.spark.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Noise of 8x8 with a bar at any place; its colour, red, green or blue, is the class. */
public final class BarImages {
  private static final int SIDE = 8;
  private static final int PLANE = SIDE * SIDE;

  /** Red, green, blue, planes of each image. */
  public final List<byte[]> pixels = new ArrayList<>();

  public final List<Integer> labels = new ArrayList<>();

  public BarImages(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int label = i % 3;
      int column = random.nextInt(SIDE);
      byte[] image = new byte[3 * PLANE];
      for (int p = 0; p < image.length; p++) {
        boolean bar = p / PLANE == label && p % SIDE == column;
        image[p] = (byte) (bar ? 255 : random.nextInt(120));
      }
      pixels.add(image);
      labels.add(label);
    }
  }

  /** What Spark's image source would give, as {@code image}, with {@code label}. */
  public Dataset<Row> structs(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pixels.size(); i++) {
      byte[] image = pixels.get(i);
      byte[] bgr = new byte[image.length];
      for (int p = 0; p < PLANE; p++) {
        for (int channel = 0; channel < 3; channel++) {
          bgr[3 * p + 2 - channel] = image[channel * PLANE + p];
        }
      }
      Row struct = RowFactory.create("file:/bars/" + i, SIDE, SIDE, 3, 16, bgr);
      rows.add(RowFactory.create(struct, labels.get(i)));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("image", ImageSchema.columnSchema())
            .add("label", DataTypes.IntegerType));
  }

  /** Their values in 0 to 1, as {@code features}, with {@code label}. */
  public Dataset<Row> vectors(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pixels.size(); i++) {
      double[] values = new double[3 * PLANE];
      for (int p = 0; p < values.length; p++) {
        values[p] = Byte.toUnsignedInt(pixels.get(i)[p]) / 255.0;
      }
      rows.add(RowFactory.create(Vectors.dense(values), (double) labels.get(i)));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType));
  }

  /** Writes a PNG of each, {@code red/0.png} and so on. */
  public void write(Path directory) {
    String[] names = {"red", "green", "blue"};
    try {
      for (int i = 0; i < pixels.size(); i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < PLANE; p++) {
          int rgb = 0;
          for (int channel = 0; channel < 3; channel++) {
            rgb = rgb << 8 | Byte.toUnsignedInt(pixels.get(i)[channel * PLANE + p]);
          }
          image.setRGB(p % SIDE, p / SIDE, rgb);
        }
        Path file = directory.resolve(names[labels.get(i)]).resolve(i + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
