package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * A 3 x 3 convolution of stride 1 and padding 1 by Winograd's F(4, 3) along rows alone; the rows of
 * a kernel are summed by the product, as deep as there are input channels in three rows. For maps
 * of few pixels and many channels in blocks: along both sides there would be four times the weights
 * to read for a tile or four, here it is twice, and half of a direct product to compute.
 */
public final class WinogradRowConvolution extends ConvolutionAlgorithm {
  private static final int SIDE = TileGrid.SIDE;
  private static final int SIZE = Blocks.SIZE;
  private static final int COLUMNS = BlockedProduct.COLUMNS;
  private static final int GROUP = WinogradLines.GROUP;
  private static final int POSITIONS = 6;
  private static final int KERNEL = 3;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 4;

  /** The largest map: beyond, tiles of both sides fill a product. */
  private static final int MOST_SIDE = 2 * SIDE;

  /** Odd lines between positions, lest they meet in a cache; pixels that a product reads beyond. */
  private static final int SKEW = 15 * SIZE;

  /** Multiplications that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 75;

  /**
   * Multiplications that take as long as reading a weight that is in no cache of the core: for each
   * image, which two of {@link WinogradBlockConvolution} need not.
   */
  private static final double STREAMED = 13;

  private final Layouts layouts;
  private final int images;
  private final int height;
  private final int width;
  private final int ins;
  private final int outs;
  private final int inBlocks;
  private final int units;

  /** Tiles of a row, and of an image. */
  private final int columns;

  private final int tiles;

  /** Images that are transformed before their products. */
  private final int atOnce;

  private final BlockedProduct product;
  private final int[] offsets;
  private final int imageStride;
  private final int blockStride;
  private final int positionStride;
  private final Scratch shared;
  private final Workers.Task transformPart = this::transformPart;
  private final Workers.Task productPart = this::productPart;
  private float[] common;
  private int firstImage;
  private int commonImages;
  private int parts;

  public WinogradRowConvolution(
      ConvolutionSpec spec,
      Layouts layouts,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(spec, ConvolutionMethod.WINOGRAD_ROWS, workers);
    this.layouts = layouts;
    this.shared = shared;
    this.images = images;
    this.height = height;
    this.width = width;
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.inBlocks = ins / SIZE;
    this.units = WinogradBlockWeights.blocks(outs);
    this.columns = (width + SIDE - 1) / SIDE;
    this.tiles = height * columns;
    this.imageStride = (height + KERNEL - 1) * columns * SIZE;
    int floats = POSITIONS * inBlocks * imageStride;
    this.atOnce = Math.max(1, Math.min(images, MOST_COMMON / floats));
    this.blockStride = atOnce * imageStride;
    this.positionStride = inBlocks * blockStride + SKEW;
    this.product = new BlockedProduct(1, Layout.BLOCKS, ins % SIZE == 0);
    this.offsets = new int[KERNEL * ins];
    Arrays.setAll(offsets, d -> d / ins * columns * SIZE + d % ins / SIZE * blockStride + d % SIZE);
  }

  /** Whether it can, and maps are so small that it may be worth it. */
  public static boolean handles(ConvolutionSpec spec, int height, int width) {
    return WinogradBlockConvolution.handles(spec) && height <= MOST_SIDE && width <= MOST_SIDE;
  }

  @Override
  public double cost() {
    double read = packedSize() > CACHED_FLOATS ? STREAMED : 0;
    double products = packedSize() * (BlockedProduct.computed(tiles, COLUMNS) + read);
    return images * (products + TRANSFORM * tiles * (ins + outs));
  }

  @Override
  public int packedSize() {
    return units * unitSize();
  }

  private int unitSize() {
    return POSITIONS * KERNEL * WinogradBlockWeights.positionSize(ins);
  }

  @Override
  public int packedBlocks() {
    return units;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    WinogradBlockWeights.packRows(spec, from, block, to, block * unitSize(), PIXELS, scratch);
  }

  @Override
  protected void compute() {
    epilogue.prepare(1);
    common = shared.aligned(COMMON, POSITIONS * positionStride);
    for (firstImage = 0; firstImage < images; firstImage += atOnce) {
      commonImages = Math.min(atOnce, images - firstImage);
      int items = commonImages * inBlocks;
      parts = Parts.ofProducts(items, TRANSFORM * SIZE * tiles);
      workers.run(parts, transformPart);
      double products = (double) unitSize() * commonImages * tiles;
      parts = Parts.ofShortProducts(units, products);
      workers.run(parts, productPart);
    }
    common = null;
  }

  /** Some blocks of the common images. */
  private void transformPart(int part, Scratch scratch) {
    int items = commonImages * inBlocks;
    int end = Parts.first(part + 1, parts, items);
    int row = (columns * SIDE + 2) * SIZE;
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      int number = item / inBlocks;
      int block = item % inBlocks;
      int at = FIRST + block * blockStride + number * imageStride;
      float[] pixels = read(firstImage + number, block, scratch);
      float[] padded = scratch.aligned(Scratch.HALF, row);
      Arrays.fill(padded, FIRST, FIRST + SIZE, 0);
      Arrays.fill(padded, FIRST + (width + 1) * SIZE, FIRST + row, 0);
      int line = columns * SIZE;
      for (int p = 0; p < POSITIONS; p++) {
        int top = at + p * positionStride;
        Arrays.fill(common, top, top + line, 0);
        Arrays.fill(common, top + (height + 1) * line, top + (height + 2) * line, 0);
      }
      for (int y = 0; y < height; y++) {
        int from = FIRST + y * width * SIZE;
        System.arraycopy(pixels, from, padded, FIRST + SIZE, width * SIZE);
        WinogradLines.input(
            padded, FIRST, SIZE, SIDE * SIZE, common, at + (y + 1) * line, positionStride, line);
      }
    }
  }

  /** Pixels of an image's block, from FIRST on. */
  private float[] read(int image, int block, Scratch scratch) {
    int count = height * width;
    float[] pixels = scratch.aligned(Scratch.STAGE, count * SIZE);
    if (layouts.planesIn()) {
      BlockedPlanes.read(x, image, block * SIZE, SIZE, 0, count, pixels, FIRST, scratch);
    } else {
      blocksIn.read(image, block, 0, pixels, FIRST, count);
    }
    prologue.apply(block, pixels, FIRST, count);
    return pixels;
  }

  /** Some blocks of output channels of the common images. */
  private void productPart(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, units);
    int stride = BlockedProduct.size(tiles) + SIZE;
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      for (int number = 0; number < commonImages; number++) {
        scratch.poison();
        int channel = unit * COLUMNS;
        int wanted = Math.min(COLUMNS, outs - channel);
        float[] m = scratch.aligned(PRODUCT, POSITIONS * stride);
        for (int p = 0; p < POSITIONS; p++) {
          int u = unit * unitSize() + p * KERNEL * WinogradBlockWeights.positionSize(ins);
          int from = FIRST + p * positionStride + number * imageStride;
          int to = FIRST + p * stride;
          product.products(weights, u, common, from, offsets, KERNEL * ins, tiles, wanted, m, to);
        }
        for (int c = 0; c < wanted; c += GROUP) {
          write(firstImage + number, channel + c, m, FIRST + c, stride, scratch);
        }
      }
    }
  }

  private void write(int image, int channel, float[] m, int at, int stride, Scratch scratch) {
    float[] y = scratch.floats(PIXELS, (height * width + SIDE) * GROUP);
    for (int row = 0; row < height; row++) {
      int from = at + row * columns * COLUMNS;
      int to = row * width * GROUP; // what is beyond a row, the next one overwrites
      WinogradLines.output(m, from, stride, COLUMNS, y, to, GROUP, SIDE * GROUP, columns * GROUP);
    }
    int count = height * width;
    if (!layouts.planesOut()) {
      epilogue.finish(0, image, channel, GROUP, 0, y, count, scratch);
      return;
    }
    int ld = Blocks.distance(count);
    float[] planes = scratch.aligned(Scratch.STAGE, GROUP * ld);
    Transpose.run(y, 0, GROUP, count, GROUP, planes, 0, ld);
    for (int c = 0; c < GROUP; c++) {
      epilogue.finish(0, channel + c, image * count, planes, c * ld, count, scratch);
    }
  }
}
