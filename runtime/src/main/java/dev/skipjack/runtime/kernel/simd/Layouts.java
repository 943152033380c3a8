package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Layout;

/** How the maps of a convolution lie; what is added to the output lies as that. */
record Layouts(Layout input, Layout output) {
  static final Layouts PLANES = new Layouts(Layout.PLANES, Layout.PLANES);

  boolean planesIn() {
    return input == Layout.PLANES;
  }

  boolean planesOut() {
    return output == Layout.PLANES;
  }
}
