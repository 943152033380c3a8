package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Affine;
import dev.skipjack.runtime.pictures.Colours;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Tones;
import java.util.SplittableRandom;

/** See {@link PictureTransform#trivialAugment}. */
record TrivialAugment() implements PictureTransform {
  /** Strengths from nothing to the most, evenly. */
  static final int BINS = 31;

  /** What is drawn from, evenly, in torchvision's order. */
  enum Change {
    IDENTITY(0, false),
    SHEAR_X(0.99, true),
    SHEAR_Y(0.99, true),
    TRANSLATE_X(32, true),
    TRANSLATE_Y(32, true),
    ROTATE(135, true),
    BRIGHTNESS(0.99, true),
    COLOUR(0.99, true),
    CONTRAST(0.99, true),
    SHARPNESS(0.99, true),
    POSTERIZE(6, false),
    SOLARIZE(255, false),
    AUTO_CONTRAST(0, false),
    EQUALIZE(0, false);

    private static final Change[] ALL = values();

    private final double most;
    private final boolean signed;

    Change(double most, boolean signed) {
      this.most = most;
      this.signed = signed;
    }

    /** Whether pixels move, and labels with them. */
    boolean moves() {
      return compareTo(SHEAR_X) >= 0 && compareTo(ROTATE) <= 0;
    }

    /** The changed picture; {@code strength} is 0 to the most, or its negative. */
    Picture apply(Picture picture, double strength) {
      return switch (this) {
        case IDENTITY -> picture;
        case SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y, ROTATE -> move(picture, strength, 0);
        case BRIGHTNESS -> Colours.brightness(picture, 1 + strength);
        case COLOUR -> Colours.saturation(picture, 1 + strength);
        case CONTRAST -> Colours.contrast(picture, 1 + strength);
        case SHARPNESS -> Colours.sharpness(picture, 1 + strength);
        case POSTERIZE -> Tones.posterize(picture, 8 - (int) Math.rint(strength));
        case SOLARIZE -> Tones.solarize(picture, 255 - strength);
        case AUTO_CONTRAST -> Tones.autocontrast(picture);
        case EQUALIZE -> Tones.equalize(picture);
      };
    }

    /** The picture, or its labels, with its pixels elsewhere. */
    Picture move(Picture picture, double strength, int fill) {
      Affine affine =
          switch (this) {
            case SHEAR_X -> Affine.shearRows(strength);
            case SHEAR_Y -> Affine.shearColumns(strength);
            case TRANSLATE_X -> Affine.translation((int) strength, 0);
            case TRANSLATE_Y -> Affine.translation(0, (int) strength);
            default -> Affine.rotation(strength, picture.size());
          };
      return affine.nearest(picture, fill);
    }
  }

  /** A change and how strong it is. */
  record Drawn(Change change, double strength) {}

  static Drawn draw(SplittableRandom random) {
    Change change = Change.ALL[random.nextInt(Change.ALL.length)];
    double strength = change.most * random.nextInt(BINS) / (BINS - 1);
    return new Drawn(change, change.signed && random.nextBoolean() ? -strength : strength);
  }

  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    Drawn drawn = draw(random);
    return drawn.change().apply(picture, drawn.strength());
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    Drawn drawn = draw(random);
    return drawn.change().moves() ? drawn.change().move(labels, drawn.strength(), IGNORED) : labels;
  }
}
