package dev.skipjack.examples;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Cifar10;
import dev.skipjack.runtime.data.FashionMnist;
import dev.skipjack.runtime.data.Idx;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Mnist;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The data sets of the command line. */
enum ExampleData {
  FASHION_MNIST(
      "fashion-mnist",
      Preparation.of(1, 28, 28).covering(28, 28),
      new double[] {0.2860},
      new double[] {0.3530},
      FashionMnist.CLASSES) {
    @Override
    ImageSet train(Path directory) throws IOException {
      return directory == null ? embedded("train") : FashionMnist.train(directory);
    }

    @Override
    ImageSet test(Path directory) throws IOException {
      return directory == null ? embedded("t10k") : FashionMnist.test(directory);
    }
  },
  MNIST(
      "mnist",
      Preparation.of(1, 28, 28).covering(28, 28),
      new double[] {0.1307},
      new double[] {0.3081},
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")) {
    @Override
    ImageSet train(Path directory) throws IOException {
      return Mnist.train(required(directory));
    }

    @Override
    ImageSet test(Path directory) throws IOException {
      return Mnist.test(required(directory));
    }
  },
  CIFAR10(
      "cifar10",
      Preparation.of(3, 32, 32).covering(32, 32),
      Cifar10.mean(),
      Cifar10.standardDeviation(),
      Cifar10.CLASSES) {
    @Override
    ImageSet train(Path directory) throws IOException {
      return Cifar10.train(required(directory));
    }

    @Override
    ImageSet test(Path directory) throws IOException {
      return Cifar10.test(required(directory));
    }
  };

  private final String title;

  /** Of pictures that are to look like those of the set. */
  private final Preparation asTaken;

  private final double[] mean;
  private final double[] standardDeviation;
  private final List<String> classes;

  ExampleData(
      String title,
      Preparation asTaken,
      double[] mean,
      double[] standardDeviation,
      List<String> classes) {
    this.title = title;
    this.asTaken = asTaken;
    this.mean = mean;
    this.standardDeviation = standardDeviation;
    this.classes = classes;
  }

  /** {@code directory} null: what is embedded, if anything is. */
  abstract ImageSet train(Path directory) throws IOException;

  abstract ImageSet test(Path directory) throws IOException;

  List<String> classes() {
    return classes;
  }

  /** Fitted to the model's input and normalised: as its weights say, if they do. */
  Images prepare(ImageSet set, Network network) {
    ImageSet fitted = set.fit(network.inputChannels(), network.inputHeight(), network.inputWidth());
    Preparation trained = network.preparation().orElse(null);
    return trained == null
        ? fitted.normalize(mean, standardDeviation)
        : fitted.normalize(values(trained.mean()), values(trained.standardDeviation()));
  }

  private static double[] values(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What {@link #prepare} does, for pictures from files. */
  Preparation preparation(Network network) {
    return asTaken
        .fitted(network.inputChannels(), network.inputHeight(), network.inputWidth())
        .normalized(mean, standardDeviation)
        .withClasses(classes);
  }

  /** Fitted to these sizes and normalised. */
  Images prepare(ImageSet set, int channels, int height, int width) {
    return set.fit(channels, height, width).normalize(mean, standardDeviation);
  }

  private static ImageSet embedded(String prefix) throws IOException {
    String directory = "fashion-mnist/" + prefix;
    return Idx.read(
        "Fashion-MNIST, embedded part (" + prefix + ")",
        ExampleData.class.getResource(directory + "-images-idx3-ubyte.gz"),
        ExampleData.class.getResource(directory + "-labels-idx1-ubyte.gz"),
        FashionMnist.CLASSES);
  }

  Path required(Path directory) throws IOException {
    if (directory == null) {
      throw new IOException(
          "only a part of fashion-mnist is embedded: name the directory of "
              + title
              + " with --data");
    }
    return directory;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return title;
  }
}
