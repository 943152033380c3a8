package dev.skipjack.app;

import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/**
 * A random change of images, as users write it: a name, and behind a colon how much.
 *
 * @param text {@code rotate:15}
 */
record Augment(Kind kind, Double amount, String text) {
  /** What there is. */
  enum Kind {
    NONE("nothing") {
      @Override
      Images apply(Images images, double amount) {
        return images;
      }
    },
    FLIP("left and right with probability 0.5") {
      @Override
      Images apply(Images images, double amount) {
        return images.augment(Augmentation.flip());
      }
    },
    SHIFT("by up to PIXELS", 4, 0, 1_024) {
      @Override
      Images apply(Images images, double amount) {
        return images.augment(Augmentation.shift((int) amount));
      }
    },
    CROP("a random part of at least this SHARE, resized", 0.08, 0, 1) {
      @Override
      Images apply(Images images, double amount) {
        return images.transform(
            PictureTransform.randomResizedCrop(
                images.height(), images.width(), amount, 1, 3.0 / 4, 4.0 / 3));
      }
    },
    ROTATE("by up to DEGREES", 15, 0, 360) {
      @Override
      Images apply(Images images, double amount) {
        return images.transform(PictureTransform.rotation(amount));
      }
    },
    COLOUR("brightness, contrast and saturation by up to this SHARE", 0.4, 0, 1) {
      @Override
      Images apply(Images images, double amount) {
        return images.transform(PictureTransform.colourJitter(amount, amount, amount, 0));
      }
    },
    TRIVIAL("one of 14 changes, TrivialAugment") {
      @Override
      Images apply(Images images, double amount) {
        return images.transform(PictureTransform.trivialAugment());
      }
    },
    ERASE("a rectangle with this PROBABILITY", 0.5, 0, 1) {
      @Override
      Images apply(Images images, double amount) {
        return images.augment(Augmentation.randomErasing(amount));
      }
    };

    private static final Set<Kind> OF_PICTURES = EnumSet.of(CROP, ROTATE, COLOUR, TRIVIAL);

    private final String what;
    private final double usual;
    private final double least;
    private final double most;

    Kind(String what) {
      this(what, 0, 0, 0);
    }

    Kind(String what, double usual, double least, double most) {
      this.what = what;
      this.usual = usual;
      this.least = least;
      this.most = most;
    }

    abstract Images apply(Images images, double amount);

    /** Whether it changes pictures, before they are normalised. */
    boolean isOfPictures() {
      return OF_PICTURES.contains(this);
    }

    boolean takesAmount() {
      return most > 0;
    }

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** For instance {@code rotate:15 (by up to DEGREES)}. */
    String describe() {
      String number = Double.toString(usual).replaceFirst("\\.0$", "");
      return title() + (takesAmount() ? ":" + number : "") + " (" + what + ")";
    }
  }

  /** All that there is, in words. */
  static String describeAll() {
    return Arrays.stream(Kind.values()).map(Kind::describe).collect(Collectors.joining(", "));
  }

  /** Reads what a user wrote. */
  static Augment of(String text) {
    String[] words = text.split(":", -1);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.title().equals(words[0]))
            .findFirst()
            .orElseThrow(
                () ->
                    new TypeConversionException("'" + words[0] + "' is none of " + describeAll()));
    if (words.length == 1) {
      return new Augment(kind, kind.usual, text);
    }
    if (!kind.takesAmount() || words.length > 2) {
      throw new TypeConversionException("'" + text + "': it is just " + kind.describe());
    }
    return new Augment(kind, amount(kind, words[1], text), text);
  }

  private static double amount(Kind kind, String word, String text) {
    double amount;
    try {
      amount = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      amount = Double.NaN;
    }
    if (!(amount > kind.least && amount <= kind.most)) {
      throw new TypeConversionException(
          String.format(
              Locale.ROOT,
              "'%s': behind the colon is a number above %.0f, up to %.0f, as in %s",
              text,
              kind.least,
              kind.most,
              kind.describe()));
    }
    return amount;
  }

  Images apply(Images images) {
    return kind.apply(images, amount);
  }

  @Override
  public String toString() {
    return text;
  }
}
