package dev.skipjack.runtime.data;

import java.util.Locale;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mixes each image of a batch with the one before it, the first with the last, in the same
 * proportion; and their labels with them: mixup (Zhang et al. 2018) or CutMix (Yun et al. 2019), as
 * torchvision pairs them. Where both may be, each batch draws one of them.
 *
 * @param mixup alpha of the beta distribution of the proportions; 0 for none
 * @param cutmix likewise
 */
record BatchMixing(double mixup, double cutmix) {
  static final BatchMixing NONE = new BatchMixing(0, 0);

  /**
   * @throws IllegalArgumentException if alpha is not above 0, or what the set has cannot be mixed
   */
  BatchMixing withMixup(double alpha, Dataset dataset) {
    check("mixup", alpha, dataset);
    return new BatchMixing(alpha, cutmix);
  }

  /**
   * @throws IllegalArgumentException if alpha is not above 0, or what the set has cannot be mixed
   */
  BatchMixing withCutmix(double alpha, Dataset dataset) {
    check("CutMix", alpha, dataset);
    return new BatchMixing(mixup, alpha);
  }

  private static void check(String what, double alpha, Dataset dataset) {
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "alpha of " + what + " must be above 0 and finite, got " + alpha);
    }
    if (dataset.hasLabelMaps()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s mixes the labels of whole images, but %s has label maps: leave it out",
              what,
              dataset.name()));
    }
    if (dataset.hasUnlabelled()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s mixes the labels of two images, but some of %s have none (%d): mix those of"
                  + " dataset.labelled(), or leave it out",
              what,
              dataset.name(),
              Dataset.UNLABELLED));
    }
    if (!dataset.furtherInputs().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s mixes images, but %s has %s beside them, which it cannot mix: leave it out",
              what,
              dataset.name(),
              dataset.furtherInputs().stream().map(FurtherInput::name).toList()));
    }
  }

  boolean isNone() {
    return mixup == 0 && cutmix == 0;
  }

  /** Which image of a batch one is mixed with. */
  static int other(int image, int images) {
    return image > 0 ? image - 1 : images - 1;
  }

  /**
   * Mixes images in their array.
   *
   * @param images {@code [N, channels, height, width]}
   * @param wanted which of them are mixed; the others stay as they are
   * @param labels {@code [N]}
   * @param classes the number of classes
   * @return the probability of each class, {@code [N, classes]}
   */
  double[] apply(
      INDArray images, ImageRange wanted, int[] labels, int classes, SplittableRandom random) {
    boolean pastes = mixup == 0 || cutmix != 0 && random.nextBoolean();
    double own = Beta.symmetric(pastes ? cutmix : mixup, random);
    if (pastes) {
      Rectangle rectangle = Rectangle.draw((int) images.size(2), (int) images.size(3), own, random);
      mixAll(images, wanted, rectangle::paste);
      return targets(labels, classes, rectangle.outside());
    }
    mixAll(images, wanted, (image, other) -> blend(image, other, own));
    return targets(labels, classes, own);
  }

  /** Changes an image to its mixture with another; both {@code [channels, height, width]}. */
  private interface Mix {
    void apply(double[] image, double[] other);
  }

  private static void blend(double[] image, double[] other, double own) {
    for (int i = 0; i < image.length; i++) {
      image[i] = own * image[i] + (1 - own) * other[i];
    }
  }

  /** From the last image to the first, so that each one's neighbour is still as it was. */
  private static void mixAll(INDArray images, ImageRange wanted, Mix mix) {
    if (wanted.isEmpty()) {
      return;
    }
    ElementView view = ElementView.of(images);
    int count = (int) images.size(0);
    int length = (int) (images.length() / count);
    double[] image = new double[length];
    double[] before = new double[length];
    double[] ofFirst = new double[length];
    view.read((long) other(wanted.first(), count) * length, ofFirst, length);
    view.read((wanted.end() - 1L) * length, image, length);
    for (int i = wanted.end() - 1; i >= wanted.first(); i--) {
      if (i > wanted.first()) {
        view.read((i - 1L) * length, before, length);
      }
      mix.apply(image, i > wanted.first() ? before : ofFirst);
      view.write(image, length, (long) i * length);
      double[] swapped = image;
      image = before;
      before = swapped;
    }
  }

  private static double[] targets(int[] labels, int classes, double own) {
    double[] targets = new double[Math.multiplyExact(labels.length, classes)];
    for (int i = 0; i < labels.length; i++) {
      int before = labels[other(i, labels.length)];
      targets[i * classes + labels[i]] += own;
      targets[i * classes + before] += 1 - own;
    }
    return targets;
  }

  /** What CutMix pastes: a rectangle of the image's shape, cut at its borders. */
  private record Rectangle(int height, int width, int top, int bottom, int left, int right) {
    static Rectangle draw(int height, int width, double own, SplittableRandom random) {
      double half = 0.5 * Math.sqrt(1 - own);
      int rows = (int) (half * height);
      int columns = (int) (half * width);
      int y = random.nextInt(height);
      int x = random.nextInt(width);
      return new Rectangle(
          height,
          width,
          Math.max(0, y - rows),
          Math.min(height, y + rows),
          Math.max(0, x - columns),
          Math.min(width, x + columns));
    }

    /** The part of the image that stays. */
    double outside() {
      return 1 - (double) (bottom - top) * (right - left) / ((double) height * width);
    }

    void paste(double[] image, double[] other) {
      for (int plane = 0; plane < image.length; plane += height * width) {
        for (int y = top; y < bottom; y++) {
          int at = plane + y * width + left;
          System.arraycopy(other, at, image, at, right - left);
        }
      }
    }
  }
}
