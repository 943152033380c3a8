package dev.skipjack.runtime.kernel.simd.direct;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.PlanarProduct;
import dev.skipjack.runtime.kernel.simd.product.ShiftedProduct;

/** Which product a convolution of padded planes is computed by. */
final class ProductChoice {
  private ProductChoice() {}

  /** The faster one for groups of this size, unless one is wanted. */
  static ShiftedProduct of(ConvolutionMethod wanted, int outs, int depth, int stride) {
    ShiftedProduct planar = new PlanarProduct();
    ShiftedProduct blocked = new BlockedProduct(stride, Layout.PLANES);
    if (wanted == ConvolutionMethod.PLANAR || wanted == ConvolutionMethod.BLOCKED) {
      return wanted == ConvolutionMethod.PLANAR ? planar : blocked;
    }
    return blocked.cost(outs, depth) < planar.cost(outs, depth) ? blocked : planar;
  }
}
