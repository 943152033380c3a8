package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.PIXELS;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Bounds;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Balance;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;

/**
 * How a {@link SeparableConvolution} is cut: in the way that costs least with some threads, by its
 * shape alone. Costs are multiplications, or what takes as long.
 */
final class SeparableCut {
  /** Floats of a unit that stay in the second-level cache. */
  private static final int CACHED_FLOATS = Caches.ofSecondLevel(160 * 1024);

  /** Floats that are shared at most. */
  private static final int MOST_COMMON = 2 * 1024 * 1024;

  /** Bands of all images: more repeat more. */
  private static final int MOST_BANDS = 16;

  /** A float that is copied to the ring, or multiplied by a tap of a depthwise kernel. */
  private static final double COPIED = 4;

  private static final double TAP = 1.5;

  /** A smooth activation. */
  private static final double SMOOTH = 18;

  /** A weight that comes from a cache far from the core. */
  private static final double WEIGHT = 2;

  /** A float that another core has written. */
  private static final double SHARED = 24;

  /** A part that is handed over, and a barrier. */
  private static final double PART = 32 * 1024;

  private final ConvolutionSpec depthwise;
  private final int images;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int ins;
  private final int hidden;
  private final int outs;
  private final double expanded;
  private final double filtered;

  /** Whether all that is filtered is shared before it is projected. */
  final boolean together;

  /** Of an image; they differ by a row at most. */
  final int bands;

  /** Units of a band, which have some hidden channels each. */
  final int groups;

  final int parts;

  /** Of a unit of the projection, if it is a pass of its own. */
  final int chunkPixels;

  final int projectParts;

  SeparableCut(SeparableConvolutionSpec spec, int images, int height, int width) {
    this.depthwise = spec.depthwise().convolution();
    this.images = images;
    this.height = height;
    this.width = width;
    this.outHeight = PaddedInput.outHeight(depthwise, height);
    this.outWidth = PaddedInput.outWidth(depthwise, width);
    boolean expands = spec.expand() != null;
    this.ins = expands ? spec.inChannels() : 0;
    this.hidden = depthwise.outChannels();
    this.outs = spec.project() == null ? 0 : spec.project().convolution().outChannels();
    boolean smooth = expands && Bounds.of(spec.expand().activation()).rest() != null;
    this.expanded = expands ? ins + (smooth ? SMOOTH : 1) : COPIED;
    boolean smoothly = Bounds.of(spec.depthwise().activation()).rest() != null;
    this.filtered = TAP * depthwise.kernel().area() + (smoothly ? SMOOTH : 1);

    int blocks = (hidden + COLUMNS - 1) / COLUMNS;
    int most = Math.min(outHeight, Math.max(fewestBands(), MOST_BANDS / images));
    int ofBand = outs == 0 ? blocks : 1;
    int best = fewestBands();
    double least = cost(best, ofBand);
    for (int count = best + 1; count <= most; count++) {
      double cost = cost(count, ofBand);
      best = cost < least ? count : best;
      least = Math.min(cost, least);
    }
    long common = (long) images * (outHeight * outWidth + PIXELS) * hidden;
    double shared = outs > 0 && common <= MOST_COMMON ? cost(1, blocks) : Double.POSITIVE_INFINITY;
    int chunk = shared < least ? cheapestChunk() : 1;
    this.together = shared < least && shared + projectCost(chunk) < least;
    this.bands = together ? 1 : best;
    this.groups = together || outs == 0 ? blocks : 1;
    this.parts = parts(bands, groups);
    this.chunkPixels = chunk * PIXELS;
    this.projectParts = projectParts(chunk);
  }

  /** Tiles of a chunk of the projection, of those numbers that make another number of chunks. */
  private int cheapestChunk() {
    int tiles = (outHeight * outWidth + PIXELS - 1) / PIXELS;
    int best = 1;
    double least = projectCost(best);
    for (int chunks = tiles; chunks > 0; chunks--) {
      int count = (tiles + chunks - 1) / chunks;
      if (count > best) {
        double cost = projectCost(count);
        best = cost <= least ? count : best;
        least = Math.min(cost, least);
      }
    }
    return best;
  }

  /** Bands whose rows stay in the cache: until they are projected, or of what is expanded. */
  private int fewestBands() {
    int filteredChannels = outs == 0 ? COLUMNS : hidden;
    int floats = filteredChannels * outWidth + ins * width * depthwise.stride();
    int fitting = Math.max(1, CACHED_FLOATS / floats);
    return (outHeight + fitting - 1) / fitting;
  }

  /** The first row of a band. */
  int row(int band) {
    return row(band, bands);
  }

  private int row(int band, int count) {
    return Parts.first(band, count, outHeight);
  }

  /** Rows of the longest band. */
  int mostRows() {
    return (outHeight + bands - 1) / bands;
  }

  private int parts(int count, int groups) {
    int units = images * count * groups;
    double all = 0;
    for (int band = 0; band < count; band++) {
      all += unitCost(band, count, 0, groups);
    }
    return Parts.ofShortProducts(units, all / count);
  }

  private double cost(int count, int groups) {
    int units = images * count * groups;
    int parts = parts(count, groups);
    return Balance.cost(
        parts,
        part -> {
          double sum = PART;
          int end = Parts.first(part + 1, parts, units);
          for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
            sum += unitCost(unit / groups % count, count, unit % groups, groups);
          }
          return sum;
        });
  }

  /** Of a band of so many, of all channels if there is one group, else of a block of them. */
  private double unitCost(int band, int count, int group, int groups) {
    int channels = groups == 1 ? hidden : Math.min(COLUMNS, hidden - group * COLUMNS);
    int first = row(band, count);
    int end = row(band + 1, count);
    int seen = first * depthwise.stride() - depthwise.padding().height();
    int seenEnd = seen + (end - first - 1) * depthwise.stride() + depthwise.kernel().height();
    double rows = Math.min(height, seenEnd) - Math.max(0, seen);
    int pixels = (end - first) * outWidth;
    double projected = groups > 1 ? 0 : (double) PointwiseProduct.tiled(pixels, COLUMNS) * outs;
    double weights = WEIGHT * (ins + (groups > 1 ? 0 : outs));
    return channels * (rows * width * expanded + pixels * filtered + projected + weights);
  }

  private int projectUnits(int chunkTiles) {
    int tiles = (outHeight * outWidth + PIXELS - 1) / PIXELS;
    return images * ((tiles + chunkTiles - 1) / chunkTiles) * ((outs + COLUMNS - 1) / COLUMNS);
  }

  private int projectParts(int chunkTiles) {
    double products = (double) chunkTiles * PIXELS * hidden * Math.min(outs, COLUMNS);
    return Parts.ofShortProducts(projectUnits(chunkTiles), products);
  }

  private double projectCost(int chunkTiles) {
    int units = projectUnits(chunkTiles);
    int parts = projectParts(chunkTiles);
    int blocks = (outs + COLUMNS - 1) / COLUMNS;
    int chunks = units / blocks / images;
    return Balance.cost(
        parts,
        part -> {
          double sum = PART;
          int end = Parts.first(part + 1, parts, units);
          for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
            int chunk = unit / blocks % chunks;
            int pixels = outHeight * outWidth - chunk * chunkTiles * PIXELS;
            pixels = Math.min(chunkTiles * PIXELS, PointwiseProduct.tiled(pixels, COLUMNS));
            int channels = Math.min(COLUMNS, outs - unit % blocks * COLUMNS);
            sum += (double) hidden * channels * (pixels + WEIGHT);
            sum += SHARED * hidden * pixels / blocks;
          }
          return sum;
        });
  }
}
