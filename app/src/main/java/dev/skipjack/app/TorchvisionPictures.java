package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.pictures.Preparation;
import picocli.CommandLine.Command;

/** What torchvision's classifiers are evaluated with, from which most weights of others come. */
@Command
final class TorchvisionPictures implements PictureOptions {
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private final int sizeOfAny;

  TorchvisionPictures() {
    this(224);
  }

  /**
   * @param sizeOfAny for networks that take images of any size, pixels
   */
  TorchvisionPictures(int sizeOfAny) {
    this.sizeOfAny = sizeOfAny;
  }

  @Override
  public Preparation preparation(Network network) {
    int height = network.inputHeight() == 0 ? sizeOfAny : network.inputHeight();
    int width = network.inputWidth() == 0 ? sizeOfAny : network.inputWidth();
    Preparation framed = Preparation.of(network.inputChannels(), height, width);
    return framed.channels() == 3
        ? framed.normalized(MEAN, DEVIATION)
        : framed.normalized(new double[] {mean(MEAN)}, new double[] {mean(DEVIATION)});
  }

  /** Of grey. */
  private static double mean(double[] ofColours) {
    return (ofColours[0] + ofColours[1] + ofColours[2]) / 3;
  }

  @Override
  public String toString() {
    return "what torchvision's classifiers are evaluated with";
  }
}
