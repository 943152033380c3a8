package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ops of segmentation on maps of a real size: each provider against the portable one. */
class SpatialProvidersTest {
  static Stream<Arguments> othersAndCases() {
    return Backend.all().stream()
        .filter(backend -> !backend.provider().equals(Backend.PORTABLE))
        .flatMap(backend -> cases().stream().map(check -> Arguments.of(backend, check)));
  }

  static List<OpCheck> cases() {
    List<OpCheck> cases = new ArrayList<>();
    for (Size in : List.of(new Size(3, 37, 17, 19), new Size(1, 16, 33, 31))) {
      // in, out, kernel, stride, padding, output padding, bias
      for (ConvolutionTransposeSpec spec :
          List.of(
              new ConvolutionTransposeSpec(in.c(), 29, 2, 2, 0, 0, true),
              new ConvolutionTransposeSpec(in.c(), 29, 4, 2, 1, 0, false),
              new ConvolutionTransposeSpec(in.c(), 29, 3, 2, 1, 1, true),
              new ConvolutionTransposeSpec(in.c(), 29, 3, 1, 1, 0, true),
              new ConvolutionTransposeSpec(in.c(), 29, 1, 1, 0, 0, true),
              new ConvolutionTransposeSpec(in.c(), 3, 16, 8, 4, 0, false))) {
        cases.add(SpatialCases.convolutionTranspose(in, spec));
      }
      for (UpsampleSpec.Mode mode : UpsampleSpec.Mode.values()) {
        UpsampleSpec spec = new UpsampleSpec(mode);
        cases.add(SpatialCases.upsample(in, 2 * in.h(), 2 * in.w(), spec));
        cases.add(SpatialCases.upsample(in, 8 * in.h(), 70, spec));
        cases.add(SpatialCases.upsample(in, 11, 13, spec));
      }
      cases.add(SpatialCases.crop(in, 11, 13, new CropSpec(3, 5)));
      cases.add(SpatialCases.adaptiveAverage(in, 6, 6));
      cases.add(SpatialCases.adaptiveAverage(in, 40, 1));
      cases.add(SpatialCases.localResponseNorm(in, new LocalResponseNormSpec(5, 1e-2, 0.75, 1)));
    }
    cases.add(
        SpatialCases.localResponseNorm(
            new Size(2, 2100, 5, 7), new LocalResponseNormSpec(4, 1, 0.75, 2)));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("othersAndCases")
  void agreesWithThePortableOne(Backend backend, OpCheck check) {
    check.compare(backend);
  }
}
