package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/**
 * Coloured squares, with whose first one nothing can be written any more to the directories of the
 * property {@code vanishing}: the training has begun then.
 */
final class VanishingPlaces implements DataOptions {
  @Mixin private final ColouredSquares squares = new ColouredSquares();

  private final AtomicBoolean gone = new AtomicBoolean();

  /** The command line with such data as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(
        SkipjackApp.of(SmallNet.class).data(VanishingPlaces::new).commandLine().execute(arguments));
  }

  @Override
  public Images images(Part part, Network network) {
    Images images = squares.images(part, network);
    return part != Part.TRAIN
        ? images
        : images.augment(
            (image, result, channels, height, width, chance) -> {
              System.arraycopy(image, 0, result, 0, image.length);
              if (gone.compareAndSet(false, true)) {
                for (String path : System.getProperty("vanishing").split(":")) {
                  vanish(Path.of(path));
                }
              }
            });
  }

  /** A file where the directory was: so nobody, root neither, makes one. */
  private static void vanish(Path path) {
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
      Files.writeString(path, "no directory");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
