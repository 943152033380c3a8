package dev.skipjack.runtime.pictures;

/**
 * How a camera was held: what brings a picture upright (Exif 2.32, tag 0x0112 "Orientation"). The
 * order is that of the tag's values 1 to 8.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  UPSIDE_DOWN_MIRRORED(false, true, false),
  TRANSPOSED(true, false, false),
  QUARTER_TO_THE_LEFT(true, true, false),
  TRANSPOSED_UPSIDE_DOWN(true, true, true),
  QUARTER_TO_THE_RIGHT(true, false, true);

  /** Whether rows of the file are columns. */
  private final boolean turned;

  /** Whether the file's rows go from the bottom up, its columns from right to left. */
  private final boolean rowsBackwards;

  private final boolean columnsBackwards;

  Orientation(boolean turned, boolean rowsBackwards, boolean columnsBackwards) {
    this.turned = turned;
    this.rowsBackwards = rowsBackwards;
    this.columnsBackwards = columnsBackwards;
  }

  /** Of a tag's value; whatever it does not define means nothing. */
  static Orientation of(int value) {
    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
  }

  /** The picture as it was seen. */
  Picture apply(Picture stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int rows = stored.height();
    int columns = stored.width();
    Size size = turned ? new Size(columns, rows) : stored.size();
    byte[] from = stored.array();
    byte[] upright = new byte[from.length];
    int at = 0;
    for (int channel = 0; channel < stored.channels(); channel++) {
      int plane = channel * rows * columns;
      for (int y = 0; y < size.height(); y++) {
        for (int x = 0; x < size.width(); x++) {
          int row = turned ? x : y;
          int column = turned ? y : x;
          row = rowsBackwards ? rows - 1 - row : row;
          column = columnsBackwards ? columns - 1 - column : column;
          upright[at++] = from[plane + row * columns + column];
        }
      }
    }
    return new Picture(upright, stored.channels(), size);
  }
}
