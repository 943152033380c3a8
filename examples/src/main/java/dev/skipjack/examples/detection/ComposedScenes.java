package dev.skipjack.examples.detection;

import dev.skipjack.runtime.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Composed images for detection: one to three items of a set, scaled at random and placed side by
 * side on a noisy background, so that the boxes are known exactly. The same seed gives the same
 * scenes.
 */
public final class ComposedScenes {
  private static final int MOST_ITEMS = 3;
  private static final int ATTEMPTS = 20;
  private static final int LEAST_SIDE = 16;
  private static final int MOST_SIDE = 40;

  /** Of the background. */
  static final int BRIGHTEST_NOISE = 48;

  /** Darker pixels of an item are not part of it. */
  private static final int VISIBLE = 56;

  private final int side;
  private final ImageSet items;
  private final SplittableRandom random;
  private final List<byte[]> images = new ArrayList<>();
  private final List<List<LabelledBox>> truths = new ArrayList<>();

  /**
   * @param items grey images on black, with a label each
   * @param side height and width of a scene, in pixels
   * @param count of scenes
   */
  public ComposedScenes(ImageSet items, int side, int count, long seed) {
    if (side < MOST_SIDE) {
      throw new IllegalArgumentException(
          "a scene needs at least " + MOST_SIDE + " pixels for its items, got " + side);
    }
    this.items = items;
    this.side = side;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      compose();
    }
  }

  public int size() {
    return images.size();
  }

  /** Height and width of a scene, in pixels. */
  public int side() {
    return side;
  }

  /** Grey, {@code [side, side]}, unsigned. */
  public byte[] image(int index) {
    return images.get(index).clone();
  }

  /** What is in it; boxes are tight around the visible pixels. */
  public List<LabelledBox> truth(int index) {
    return truths.get(index);
  }

  private void compose() {
    byte[] scene = new byte[side * side];
    for (int i = 0; i < scene.length; i++) {
      scene[i] = (byte) random.nextInt(BRIGHTEST_NOISE + 1);
    }
    List<LabelledBox> truth = new ArrayList<>();
    int wanted = 1 + random.nextInt(MOST_ITEMS);
    for (int attempt = 0; attempt < ATTEMPTS && truth.size() < wanted; attempt++) {
      int item = random.nextInt(items.size());
      int length = LEAST_SIDE + random.nextInt(MOST_SIDE - LEAST_SIDE + 1);
      int[] pixels = scaled(item, length);
      int left = random.nextInt(side - length + 1);
      int top = random.nextInt(side - length + 1);
      Box box = visible(pixels, length, left, top);
      if (box != null && truth.stream().noneMatch(other -> touches(other.box(), box))) {
        for (int i = 0; i < pixels.length; i++) {
          int at = (top + i / length) * side + left + i % length;
          scene[at] = (byte) Math.max(Byte.toUnsignedInt(scene[at]), pixels[i]);
        }
        truth.add(new LabelledBox(box, items.label(item)));
      }
    }
    images.add(scene);
    truths.add(List.copyOf(truth));
  }

  private static boolean touches(Box one, Box other) {
    return one.left() <= other.right()
        && other.left() <= one.right()
        && one.top() <= other.bottom()
        && other.top() <= one.bottom();
  }

  /** Bilinear, between the centres of pixels. */
  private int[] scaled(int item, int length) {
    byte[] pixels = items.pixels(item);
    int[] result = new int[length * length];
    for (int i = 0; i < result.length; i++) {
      double y = source(i / length, length, items.height());
      double x = source(i % length, length, items.width());
      int row = Math.min((int) y, items.height() - 2);
      int column = Math.min((int) x, items.width() - 2);
      double down = y - row;
      double right = x - column;
      int corner = row * items.width() + column;
      double above = mix(pixels[corner], pixels[corner + 1], right);
      corner += items.width();
      double below = mix(pixels[corner], pixels[corner + 1], right);
      result[i] = (int) Math.round(above + down * (below - above));
    }
    return result;
  }

  private static double source(int index, int to, int from) {
    double at = (index + 0.5) * from / to - 0.5;
    return Math.max(0, Math.min(from - 1, at));
  }

  private static double mix(byte one, byte other, double share) {
    return (1 - share) * Byte.toUnsignedInt(one) + share * Byte.toUnsignedInt(other);
  }

  /** Null if nothing is visible. */
  private static Box visible(int[] pixels, int length, int left, int top) {
    int firstX = length;
    int firstY = length;
    int lastX = -1;
    int lastY = -1;
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] >= VISIBLE) {
        firstX = Math.min(firstX, i % length);
        lastX = Math.max(lastX, i % length);
        firstY = Math.min(firstY, i / length);
        lastY = Math.max(lastY, i / length);
      }
    }
    return lastX < 0
        ? null
        : new Box(left + firstX, top + firstY, left + lastX + 1, top + lastY + 1);
  }
}
