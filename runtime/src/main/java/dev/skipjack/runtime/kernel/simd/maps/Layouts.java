package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Layout;

/** How the maps of a convolution lie; what is added to the output lies as that. */
public record Layouts(Layout input, Layout output) {
  public static final Layouts PLANES = new Layouts(Layout.PLANES, Layout.PLANES);

  public boolean planesIn() {
    return input == Layout.PLANES;
  }

  public boolean planesOut() {
    return output == Layout.PLANES;
  }
}
