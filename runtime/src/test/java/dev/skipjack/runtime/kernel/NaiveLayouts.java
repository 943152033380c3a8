package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;

/** Where the values of a map lie, by its definition. */
final class NaiveLayouts {
  private static final int BLOCK = 16;

  private NaiveLayouts() {}

  /** What lies in a layout, in the order of planes. */
  static double[] planes(double[] map, Size size, Layout layout) {
    double[] planes = new double[map.length];
    eachValue(size, layout, (plane, place) -> planes[plane] = map[place]);
    return planes;
  }

  /** What lies in planes, in the order of a layout. */
  static double[] laid(double[] planes, Size size, Layout layout) {
    double[] map = new double[planes.length];
    eachValue(size, layout, (plane, place) -> map[place] = planes[plane]);
    return map;
  }

  private interface Places {
    void at(int plane, int place);
  }

  private static void eachValue(Size size, Layout layout, Places places) {
    for (int n = 0; n < size.n(); n++) {
      for (int c = 0; c < size.c(); c++) {
        for (int y = 0; y < size.h(); y++) {
          for (int x = 0; x < size.w(); x++) {
            int plane = size.at(n, c, y, x);
            places.at(plane, layout == Layout.PLANES ? plane : inBlocks(size, n, c, y, x));
          }
        }
      }
    }
  }

  private static int inBlocks(Size size, int n, int c, int y, int x) {
    int block = n * (size.c() / BLOCK) + c / BLOCK;
    return ((block * size.h() + y) * size.w() + x) * BLOCK + c % BLOCK;
  }
}
