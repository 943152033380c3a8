package dev.skipjack.examples.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what is brighter than the noise of a composed scene, without learning anything: what a
 * detector is to beat.
 */
public final class BrightRegions {
  private final boolean[] bright;
  private final int[] open;
  private final int side;

  private BrightRegions(byte[] image, int side) {
    this.side = side;
    this.bright = new boolean[side * side];
    this.open = new int[side * side];
    for (int i = 0; i < bright.length; i++) {
      bright[i] = Byte.toUnsignedInt(image[i]) > ComposedScenes.BRIGHTEST_NOISE;
    }
  }

  /**
   * The boxes of all connected regions of a scene, of every class, as nothing tells which; the
   * larger the region, the surer.
   */
  public static List<Detection> detect(ComposedScenes scenes, int scene, int classes) {
    BrightRegions regions = new BrightRegions(scenes.image(scene), scenes.side());
    List<Detection> detections = new ArrayList<>();
    for (int first = 0; first < regions.bright.length; first++) {
      if (regions.bright[first]) {
        Detection region = regions.takeFrom(first);
        for (int label = 0; label < classes; label++) {
          detections.add(new Detection(region.box(), label, region.score()));
        }
      }
    }
    return detections;
  }

  /** Darkens the region of a pixel and returns its box. */
  private Detection takeFrom(int first) {
    int size = open(first, 0); // how many pixels of the region are known
    Box box = pixel(first);
    for (int looked = 0; looked < size; looked++) {
      int at = open[looked];
      box = around(box, pixel(at));
      size = at % side > 0 ? open(at - 1, size) : size;
      size = at % side < side - 1 ? open(at + 1, size) : size;
      size = at >= side ? open(at - side, size) : size;
      size = at < side * (side - 1) ? open(at + side, size) : size;
    }
    return new Detection(box, 0, size);
  }

  private int open(int at, int size) {
    if (!bright[at]) {
      return size;
    }
    bright[at] = false;
    open[size] = at;
    return size + 1;
  }

  private Box pixel(int at) {
    int x = at % side;
    int y = at / side;
    return new Box(x, y, x + 1, y + 1);
  }

  private static Box around(Box one, Box other) {
    return new Box(
        Math.min(one.left(), other.left()),
        Math.min(one.top(), other.top()),
        Math.max(one.right(), other.right()),
        Math.max(one.bottom(), other.bottom()));
  }
}
