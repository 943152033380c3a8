package dev.skipjack.tiles;

import static dev.skipjack.tiles.Tile.Sums.ADDED;
import static dev.skipjack.tiles.Tile.Sums.BOUNDED;
import static dev.skipjack.tiles.Tile.Sums.CONTINUED;
import static dev.skipjack.tiles.Tile.Sums.NEW;

import java.util.List;
import java.util.stream.Stream;

/**
 * All register tiles. 32 registers of 512 bits hold 24 or 28 sums, what is read and the broadcasts;
 * of 28 that begin or end with more, some leave the registers on JDK 17, in some processes. 16
 * registers hold twelve sums, two vectors and one broadcast at a time, for which those tiles have
 * fences ({@code docs/decisions/082-fences.md}). Fewer rows are also what is left behind whole
 * blocks.
 */
final class Tiles {
  /** Weights by pixels, both packed: {@code Gemm.multiply}. */
  private static final TileLoop PACKED =
      new TileLoop(
          "Gemm#multiply",
          List.of(
              "float[] a",
              "int ao",
              "float[] b",
              "int bo",
              "int depth",
              "float[] out",
              "int oo",
              "int ldo"),
          "d < depth",
          "0",
          null,
          List.of("i = ao + d * Gemm.ROWS", "j = bo + d * Gemm.COLUMNS"),
          "b[j]",
          "a[i + R]",
          "out[oo + R * ldo]");

  /** Pixels that lie where a table says: {@code Gemm.multiplyShifted}. */
  private static final TileLoop SHIFTED =
      new TileLoop(
          "Gemm#multiplyShifted",
          List.of(
              "float[] a",
              "int ao",
              "float[] b",
              "int bo",
              "int[] offsets",
              "int depth",
              "float[] out",
              "int oo",
              "int ldo"),
          "d < depth",
          "0",
          null,
          List.of("i = ao + d * Gemm.ROWS", "j = bo + offsets[d]"),
          "b[j]",
          "a[i + R]",
          "out[oo + R * ldo]");

  /** The outer product of weight gradients: {@code Gemm.accumulate}. */
  private static final TileLoop OUTER =
      new TileLoop(
          "Gemm#accumulate",
          List.of(
              "float[] z",
              "int zo",
              "int panelStride",
              "float[] t",
              "int to",
              "int ldt",
              "int pixels",
              "float[] c",
              "int co",
              "int ldc"),
          "p < pixels",
          "0",
          null,
          List.of("i = zo + p / Gemm.COLUMNS * panelStride + p % Gemm.COLUMNS", "j = to + p * ldt"),
          "t[j]",
          "z[i + R * Gemm.COLUMNS]",
          "c[co + R * ldc]");

  /** The same of whole panels: no pixel has to be divided. */
  private static final TileLoop OUTER_PANELS =
      OUTER.inRuns(
          new TileLoop.Run(
              "Gemm.COLUMNS",
              List.of("first = zo + p / Gemm.COLUMNS * panelStride", "from = to + p * ldt")),
          List.of("i = first + k", "j = from + k * ldt"));

  /**
   * The same of a piece of some pixels, whose rows lie at a constant distance: {@code
   * Gemm.accumulatePiece}. With a table of where rows begin, each broadcast would have an address
   * of its own to load.
   */
  private static final TileLoop PIECE =
      new TileLoop(
          "Gemm#accumulatePiece",
          List.of(
              "float[] z",
              "int zo",
              "float[] t",
              "int to",
              "int pixels",
              "float[] c",
              "int co",
              "int ldc"),
          "p < pixels",
          "0",
          null,
          List.of("i = zo + p", "j = to + p * Gemm.COLUMNS"),
          "t[j]",
          "z[i + R * Gemm.PIECE_DISTANCE]",
          "c[co + R * ldc]");

  /** The outer product of pixels whose channels lie beside each other: {@code WeightSums}. */
  private static final TileLoop OF_BLOCKS =
      new TileLoop(
          "WeightSums#addBlocks",
          List.of(
              "float[] z",
              "int zo",
              "float[] t",
              "int to",
              "int ldt",
              "int pixels",
              "float[] c",
              "int co",
              "int ldc"),
          "p < pixels",
          "0",
          null,
          List.of("i = zo + p * WeightSums.BLOCK", "j = to + p * ldt"),
          "t[j]",
          "z[i + R]",
          "c[co + R * ldc]");

  /** The same at a constant distance, so that addresses are checked once. */
  private static final TileLoop OF_NARROW_BLOCKS =
      new TileLoop(
          "WeightSums#addBlocks",
          List.of(
              "float[] z",
              "int zo",
              "float[] t",
              "int to",
              "int pixels",
              "float[] c",
              "int co",
              "int ldc"),
          "p < pixels",
          "0",
          null,
          List.of("i = zo + p * WeightSums.BLOCK", "j = to + p * WeightSums.GROUP"),
          "t[j]",
          "z[i + R]",
          "c[co + R * ldc]");

  /**
   * Rows of pixels by vectors of output channels, {@code BlockedProduct}: {@code out[oo + p*COLUMNS
   * + c] = sum over d of x[xo + p*step + offsets[d]] * w[wo + d*COLUMNS + c]}, a method for each
   * step, so that offsets are constants.
   */
  private static final TileLoop BLOCKED =
      new TileLoop(
          "BlockedProduct#multiply",
          List.of(
              "float[] w",
              "int wo",
              "float[] x",
              "int xo",
              "int[] offsets",
              "int depth",
              "float[] out",
              "int oo"),
          "d < depth",
          "0",
          null,
          List.of("i = wo + d * BlockedProduct.COLUMNS", "j = xo + offsets[d]"),
          "w[i]",
          "x[j + R]",
          "out[oo + R * BlockedProduct.COLUMNS]");

  /** Rows of depth from a multiple of a block on, of pixels in blocks, that follow each other. */
  private static final TileLoop.Run CHANNELS =
      new TileLoop.Run(
          "PointwiseProduct.PIXEL",
          List.of("row = wo + d * BlockedProduct.COLUMNS", "from = xo + offsets[d]"));

  private static final List<String> CHANNEL =
      List.of("i = row + k * BlockedProduct.COLUMNS", "j = from + k");

  /**
   * The same as convolutions end, {@code PointwiseProduct}: with a bias, an addend and two bounds.
   * Vectors go to blocks at a distance.
   */
  private static final TileLoop POINTWISE =
      new TileLoop(
          "PointwiseProduct#multiply",
          List.of(
              "float[] w",
              "int wo",
              "float[] x",
              "int xo",
              "int[] offsets",
              "int depth",
              "float[] bias",
              "int bo",
              "float[] addend",
              "int ao",
              "float floor",
              "float ceiling",
              "float[] out",
              "int oo",
              "int next"),
          "d < depth",
          "0",
          null,
          List.of("i = wo + d * BlockedProduct.COLUMNS", "j = xo + offsets[d]"),
          "w[i]",
          "x[j + R]",
          "out[oo + V * next + R * PointwiseProduct.PIXEL]");

  private static final SteppedTile.Runs IN_RUNS = new SteppedTile.Runs(CHANNELS, CHANNEL);

  /**
   * A class of tiles.
   *
   * @param stepped those that there are for several steps
   */
  record Family(String name, String comment, List<Tile> tiles, List<SteppedTile> stepped) {
    Family(String name, String comment, List<Tile> tiles) {
      this(name, comment, tiles, List.of());
    }

    Stream<Tile> allTiles() {
      return Stream.concat(tiles.stream(), stepped.stream().flatMap(all -> all.tiles().stream()));
    }
  }

  static final List<Family> FAMILIES =
      List.of(
          new Family(
              "ProductTiles",
              "The tiles of {@link Gemm}'s products.",
              List.of(
                  new Tile("multiply12x2", 12, 2, NEW, PACKED),
                  new Tile("multiply8x2", 8, 2, NEW, PACKED),
                  new Tile("multiply6x2", 6, 2, NEW, PACKED).withFences(),
                  new Tile("multiply4x2", 4, 2, NEW, PACKED),
                  new Tile("multiply12x1", 12, 1, NEW, PACKED),
                  new Tile("multiply8x1", 8, 1, NEW, PACKED),
                  new Tile("multiply6x1", 6, 1, NEW, PACKED),
                  new Tile("multiplyAdd12x2", 12, 2, CONTINUED, PACKED),
                  new Tile("multiplyAdd8x2", 8, 2, CONTINUED, PACKED),
                  new Tile("multiplyAdd6x2", 6, 2, CONTINUED, PACKED).withFences(),
                  new Tile("multiplyShifted12x2", 12, 2, NEW, SHIFTED),
                  new Tile("multiplyShifted8x2", 8, 2, NEW, SHIFTED),
                  new Tile("multiplyShifted6x2", 6, 2, NEW, SHIFTED).withFences(),
                  new Tile("multiplyShifted4x2", 4, 2, NEW, SHIFTED),
                  new Tile("multiplyShifted12x1", 12, 1, NEW, SHIFTED),
                  new Tile("multiplyShifted8x1", 8, 1, NEW, SHIFTED),
                  new Tile("multiplyShifted6x1", 6, 1, NEW, SHIFTED))),
          new Family(
              "GradientTiles",
              "The tiles of {@link Gemm}'s outer products.",
              List.of(
                  new Tile("accumulate12x2", 12, 2, ADDED, OUTER),
                  new Tile("accumulate8x2", 8, 2, ADDED, OUTER),
                  new Tile("accumulate6x3", 6, 3, ADDED, OUTER),
                  new Tile("accumulate6x2", 6, 2, ADDED, OUTER).withFences(),
                  new Tile("accumulatePanels6x2", 6, 2, ADDED, OUTER_PANELS).withFences(),
                  new Tile("accumulate12x1", 12, 1, ADDED, OUTER),
                  new Tile("accumulate8x1", 8, 1, ADDED, OUTER),
                  new Tile("accumulate6x1", 6, 1, ADDED, OUTER),
                  new Tile("accumulatePiece12x2", 12, 2, ADDED, PIECE),
                  new Tile("accumulatePiece8x2", 8, 2, ADDED, PIECE),
                  new Tile("accumulatePiece6x2", 6, 2, ADDED, PIECE).withFences(),
                  new Tile("accumulatePiece12x1", 12, 1, ADDED, PIECE),
                  new Tile("accumulatePiece8x1", 8, 1, ADDED, PIECE),
                  new Tile("accumulatePiece6x1", 6, 1, ADDED, PIECE),
                  new Tile("accumulateBlocks8x2", 8, 2, ADDED, OF_BLOCKS),
                  new Tile("accumulateBlocks4x2", 4, 2, ADDED, OF_NARROW_BLOCKS),
                  new Tile("accumulateBlocks16x1", 16, 1, ADDED, OF_BLOCKS))),
          new Family(
              "BlockedTiles",
              "The tiles of {@link BlockedProduct}: pixels by vectors of output channels.",
              List.of(new Tile("tile7x2Step16", 7, 2, NEW, BLOCKED.step(16))),
              List.of(
                  new SteppedTile(new Tile("tile14x2", 14, 2, NEW, BLOCKED)),
                  new SteppedTile(new Tile("tile14x1", 14, 1, NEW, BLOCKED)),
                  new SteppedTile(new Tile("tile8x2", 8, 2, NEW, BLOCKED)),
                  new SteppedTile(new Tile("tile8x1", 8, 1, NEW, BLOCKED)),
                  new SteppedTile(new Tile("tile4x2", 4, 2, NEW, BLOCKED)),
                  new SteppedTile(new Tile("tile6x1", 6, 1, NEW, BLOCKED)),
                  new SteppedTile(
                      new Tile("piece6x2", 6, 2, NEW, BLOCKED.inPieces()).withFences(), IN_RUNS),
                  new SteppedTile(
                      new Tile("piece4x2", 4, 2, NEW, BLOCKED.inPieces()).withFences(), IN_RUNS))),
          new Family(
              "PointwiseTiles",
              "The tiles of {@link PointwiseProduct}: pixels by vectors of output channels.",
              List.of(),
              List.of(
                  new SteppedTile(new Tile("pointwise14x1", 14, 1, BOUNDED, POINTWISE)),
                  new SteppedTile(new Tile("pointwise7x2", 7, 2, BOUNDED, POINTWISE)),
                  new SteppedTile(new Tile("pointwise8x2", 8, 2, BOUNDED, POINTWISE)),
                  new SteppedTile(new Tile("pointwise8x1", 8, 1, BOUNDED, POINTWISE)),
                  new SteppedTile(new Tile("pointwise6x1", 6, 1, BOUNDED, POINTWISE)),
                  new SteppedTile(
                      new Tile("piece6x2Bounded", 6, 2, BOUNDED, POINTWISE.inPieces()).withFences(),
                      IN_RUNS),
                  new SteppedTile(
                      new Tile("piece4x2Bounded", 4, 2, BOUNDED, POINTWISE.inPieces()).withFences(),
                      IN_RUNS))));

  private Tiles() {}
}
