package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Colours;
import dev.skipjack.runtime.pictures.Picture;
import java.util.SplittableRandom;

/** See {@link PictureTransform#colourJitter}. */
record ColourJitter(double brightness, double contrast, double saturation, double hue)
    implements PictureTransform {
  private static final int CHANGES = 4;

  ColourJitter {
    Checks.range("the change of brightness", brightness, 0, Float.MAX_VALUE);
    Checks.range("the change of contrast", contrast, 0, Float.MAX_VALUE);
    Checks.range("the change of saturation", saturation, 0, Float.MAX_VALUE);
    Checks.range("the change of hue", hue, 0, 0.5);
  }

  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    int[] order = {0, 1, 2, 3};
    for (int i = CHANGES - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    Picture changed = picture;
    for (int change : order) {
      double chance = random.nextDouble();
      changed =
          switch (change) {
            case 0 ->
                brightness == 0 ? changed : Colours.brightness(changed, factor(brightness, chance));
            case 1 -> contrast == 0 ? changed : Colours.contrast(changed, factor(contrast, chance));
            case 2 ->
                saturation == 0 ? changed : Colours.saturation(changed, factor(saturation, chance));
            default -> hue == 0 ? changed : Colours.hue(changed, hue * (2 * chance - 1));
          };
    }
    return changed;
  }

  private static double factor(double change, double chance) {
    double least = Math.max(0, 1 - change);
    return least + (1 + change - least) * chance;
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return labels;
  }
}
