package dev.skipjack.examples.detection;

import dev.skipjack.runtime.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Composed images for detection: one to four items of a set, scaled at random and placed side by
 * side on a noisy background, so that the boxes are known exactly. The same seed gives the same
 * scenes.
 */
public final class ComposedScenes {
  private static final int MOST_ITEMS = 4;
  private static final int ATTEMPTS = 20;
  private static final int LEAST_SIDE = 18;
  private static final int MOST_SIDE = 48;
  private static final int BRIGHTEST_NOISE = 48;

  /** Darker pixels of an item are not part of it. */
  private static final int VISIBLE = 56;

  private final int size;
  private final ImageSet items;
  private final SplittableRandom random;
  private final List<byte[]> images = new ArrayList<>();
  private final List<List<LabelledBox>> truths = new ArrayList<>();

  /**
   * @param items grey images on black, with a label each
   * @param size height and width of a scene, in pixels
   * @param count of scenes
   */
  public ComposedScenes(ImageSet items, int size, int count, long seed) {
    if (size < MOST_SIDE) {
      throw new IllegalArgumentException(
          "a scene needs at least " + MOST_SIDE + " pixels for its items, got " + size);
    }
    this.items = items;
    this.size = size;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      compose();
    }
  }

  public int size() {
    return images.size();
  }

  /** Grey, {@code [size, size]}, unsigned. */
  public byte[] image(int index) {
    return images.get(index).clone();
  }

  /** What is in it; boxes are tight around the visible pixels. */
  public List<LabelledBox> truth(int index) {
    return truths.get(index);
  }

  private void compose() {
    byte[] scene = new byte[size * size];
    for (int i = 0; i < scene.length; i++) {
      scene[i] = (byte) random.nextInt(BRIGHTEST_NOISE + 1);
    }
    List<LabelledBox> truth = new ArrayList<>();
    int wanted = 1 + random.nextInt(MOST_ITEMS);
    for (int attempt = 0; attempt < ATTEMPTS && truth.size() < wanted; attempt++) {
      int item = random.nextInt(items.size());
      int side = LEAST_SIDE + random.nextInt(MOST_SIDE - LEAST_SIDE + 1);
      int[] pixels = scaled(item, side);
      int left = random.nextInt(size - side + 1);
      int top = random.nextInt(size - side + 1);
      Box box = visible(pixels, side, left, top);
      if (box != null && truth.stream().noneMatch(other -> touches(other.box(), box))) {
        for (int i = 0; i < pixels.length; i++) {
          int at = (top + i / side) * size + left + i % side;
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
  private int[] scaled(int item, int side) {
    byte[] pixels = items.pixels(item);
    int[] result = new int[side * side];
    for (int i = 0; i < result.length; i++) {
      double y = source(i / side, side, items.height());
      double x = source(i % side, side, items.width());
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

  private static double source(int index, int side, int length) {
    double at = (index + 0.5) * length / side - 0.5;
    return Math.max(0, Math.min(length - 1, at));
  }

  private static double mix(byte one, byte other, double share) {
    return (1 - share) * Byte.toUnsignedInt(one) + share * Byte.toUnsignedInt(other);
  }

  /** Null if nothing is visible. */
  private static Box visible(int[] pixels, int side, int left, int top) {
    int firstX = side;
    int firstY = side;
    int lastX = -1;
    int lastY = -1;
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] >= VISIBLE) {
        firstX = Math.min(firstX, i % side);
        lastX = Math.max(lastX, i % side);
        firstY = Math.min(firstY, i / side);
        lastY = Math.max(lastY, i / side);
      }
    }
    return lastX < 0
        ? null
        : new Box(left + firstX, top + firstY, left + lastX + 1, top + lastY + 1);
  }
}
