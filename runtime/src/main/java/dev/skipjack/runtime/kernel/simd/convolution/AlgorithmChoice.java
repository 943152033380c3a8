package dev.skipjack.runtime.kernel.simd.convolution;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.direct.DepthwiseBlocks;
import dev.skipjack.runtime.kernel.simd.direct.DepthwiseConvolution;
import dev.skipjack.runtime.kernel.simd.direct.GeneralConvolution;
import dev.skipjack.runtime.kernel.simd.direct.PointwiseBlocks;
import dev.skipjack.runtime.kernel.simd.direct.PointwiseConvolution;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Subsampled;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.kernel.simd.winograd.ReorderedConvolution;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradBlockConvolution;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradConvolution;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradRowConvolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Which algorithm computes a convolution. */
public final class AlgorithmChoice {
  private AlgorithmChoice() {}

  /**
   * The fastest algorithm for an input of this shape.
   *
   * @param layouts if they are not planes alone there are five: depthwise, 1 x 1, direct,
   *     Winograd's, and that along rows alone
   * @param gate what multiplies the channels of its input, which 1 x 1 convolutions alone have; or
   *     null
   * @param normalized whether a prologue changes its input while it is read
   * @param wanted by this method if it can; null for the fastest
   * @param asForOne whether it is the one that is fastest for a single image: algorithms round in
   *     different ways, but each the same whatever the other images
   */
  static ConvolutionAlgorithm of(
      ConvolutionSpec spec,
      Layouts layouts,
      Gate gate,
      boolean normalized,
      ConvolutionMethod wanted,
      int images,
      int height,
      int width,
      boolean asForOne,
      Workers workers,
      Scratch shared) {
    if (!layouts.equals(Layouts.PLANES)) {
      return inBlocks(
          spec,
          layouts,
          gate,
          normalized,
          wanted,
          images,
          height,
          width,
          asForOne,
          workers,
          shared);
    }
    if (gate != null) {
      return new PointwiseConvolution(spec, gate, images, height * width, workers, shared);
    }
    if (wanted != null && handles(wanted, spec)) {
      return make(spec, wanted, images, height, width, workers, shared);
    }
    if (asForOne && images > 1) {
      ConvolutionMethod ofOne =
          of(spec, layouts, null, normalized, null, 1, height, width, false, workers, shared)
              .method;
      return make(spec, ofOne, images, height, width, workers, shared);
    }
    ConvolutionAlgorithm fastest = null;
    for (ConvolutionMethod method : ConvolutionMethod.values()) {
      if (handles(method, spec)) {
        ConvolutionAlgorithm made = make(spec, method, images, height, width, workers, shared);
        fastest = fastest == null || made.cost() < fastest.cost() ? made : fastest;
      }
    }
    return fastest;
  }

  private static ConvolutionAlgorithm inBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      Gate gate,
      boolean normalized,
      ConvolutionMethod wanted,
      int images,
      int height,
      int width,
      boolean asForOne,
      Workers workers,
      Scratch shared) {
    if (DepthwiseBlocks.handles(spec, layouts)) {
      return new DepthwiseBlocks(spec, images, height, width, workers);
    }
    if (PointwiseBlocks.handles(spec, layouts)) {
      return new PointwiseBlocks(
          spec, layouts, gate, normalized, images, height, width, workers, shared);
    }
    ConvolutionAlgorithm direct =
        new GeneralConvolution(
            spec, layouts, ConvolutionMethod.BLOCKED, images, height, width, workers, shared);
    if (!ReorderedConvolution.handles(spec) || wanted == ConvolutionMethod.BLOCKED) {
      return direct;
    }
    List<ConvolutionAlgorithm> made = new ArrayList<>();
    made.add(winogradInBlocks(spec, layouts, images, height, width, workers, shared));
    made.add(direct);
    if (WinogradRowConvolution.handles(spec, height, width)) {
      made.add(new WinogradRowConvolution(spec, layouts, images, height, width, workers, shared));
    }
    ConvolutionMethod method = wanted;
    if (asForOne && images > 1 && wanted == null) {
      method =
          inBlocks(spec, layouts, null, normalized, null, 1, height, width, false, workers, shared)
              .method;
    }
    for (ConvolutionAlgorithm algorithm : made) {
      if (algorithm.method == method) {
        return algorithm;
      }
    }
    return Collections.min(made, Comparator.comparingDouble(ConvolutionAlgorithm::cost));
  }

  private static ConvolutionAlgorithm winogradInBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    if (WinogradBlockConvolution.handles(spec)) {
      return new WinogradBlockConvolution(spec, layouts, images, height, width, workers, shared);
    }
    ConvolutionAlgorithm planar =
        make(spec, ConvolutionMethod.WINOGRAD, images, height, width, workers, shared);
    return new ReorderedConvolution(planar, layouts, images, height, width, workers, shared);
  }

  /** Whether there is one for maps that lie so. */
  public static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    return spec.strides().isSquare()
        && (DepthwiseBlocks.handles(spec, layouts) || GeneralConvolution.handles(spec, layouts));
  }

  /** Whether a convolution can be computed so. */
  static boolean handles(ConvolutionMethod method, ConvolutionSpec spec) {
    switch (method) {
      case POINTWISE:
        return PointwiseConvolution.handles(spec);
      case DEPTHWISE:
        return DepthwiseConvolution.handles(spec);
      case WINOGRAD:
        return WinogradConvolution.handles(spec);
      case WINOGRAD_ROWS:
        return false; // of maps in blocks alone
      default:
        return true;
    }
  }

  private static ConvolutionAlgorithm make(
      ConvolutionSpec spec,
      ConvolutionMethod method,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    switch (method) {
      case POINTWISE:
        int rows = Subsampled.extent(height, spec.stride());
        int columns = Subsampled.extent(width, spec.stride());
        return new PointwiseConvolution(spec, null, images, rows * columns, workers, shared);
      case DEPTHWISE:
        return new DepthwiseConvolution(spec, images, height, width, workers);
      case WINOGRAD:
        return WinogradBlockConvolution.handles(spec)
            ? new WinogradBlockConvolution(
                spec, Layouts.PLANES, images, height, width, workers, shared)
            : new WinogradConvolution(spec, images, height, width, workers, shared);
      default:
        return new GeneralConvolution(
            spec, Layouts.PLANES, method, images, height, width, workers, shared);
    }
  }
}
