package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fused kernels on maps of a real size: each provider against the portable one. */
class FusedProvidersTest {
  static Stream<Arguments> othersAndCases() {
    return Backend.all().stream()
        .filter(backend -> !backend.provider().equals(Backend.PORTABLE))
        .flatMap(backend -> cases().map(check -> Arguments.of(backend, check)));
  }

  static Stream<OpCheck> cases() {
    List<Size> sizes = List.of(new Size(3, 37, 17, 19), new Size(1, 16, 33, 31));
    Stream<OpCheck> inPlanes =
        sizes.stream()
            .flatMap(
                in ->
                    Stream.concat(
                        Stream.of(convolutions(in.c())).flatMap(s -> fused(in, s)),
                        pools().flatMap(s -> fused(in, s))));
    return Stream.of(
            inPlanes,
            SeparableCase.large(),
            pointwise(),
            pointwiseGradients(),
            gatedTogether(),
            dense(),
            wholeImages(),
            trained())
        .flatMap(cases -> cases);
  }

  /** Of planes that are whole panels, of a page and of less. */
  private static Stream<OpCheck> wholeImages() {
    return Stream.concat(
        fused(new Size(16, 40, 32, 32), new ConvolutionSpec(40, 48, 1, 1, 0, 1, 1, false)),
        fused(new Size(17, 28, 8, 8), new ConvolutionSpec(28, 20, 1, 1, 0, 1, 1, false)));
  }

  /** As DenseNet has them: one block of output channels, whose parts are steps of a few tiles. */
  private static Stream<OpCheck> dense() {
    ConvolutionSpec spec = new ConvolutionSpec(64, 32, 3, 1, 1, 1, 1, false);
    return Stream.of(
            new Size(1, 64, 14, 14),
            new Size(1, 64, 28, 28),
            new Size(1, 64, 7, 7),
            new Size(8, 64, 7, 7))
        .flatMap(
            in ->
                Stream.of(Layout.values())
                    .map(
                        layout ->
                            new FoldedConvolutionCase(
                                    in,
                                    new FoldedConvolutionSpec(
                                        spec,
                                        null,
                                        null,
                                        false,
                                        ActivationSpec.RELU,
                                        layout,
                                        Layout.BLOCKS),
                                    false)
                                .check()));
  }

  /** While training, with maps in blocks: statistics are gathered by several parts. */
  private static Stream<OpCheck> trained() {
    return Stream.of(
            trained(new Size(3, 96, 17, 19), new ConvolutionSpec(96, 80, 1, 1, 0, 1, 1, true)),
            trained(new Size(8, 512, 21, 19), new ConvolutionSpec(512, 48, 1, 1, 0, 1, 1, false)),
            trained(new Size(5, 64, 7, 7), new ConvolutionSpec(64, 256, 1, 1, 0, 1, 1, false)),
            trained(new Size(2, 16, 24, 24), new ConvolutionSpec(16, 48, 1, 1, 0, 1, 1, false)),
            trained(new Size(3, 32, 17, 19), new ConvolutionSpec(32, 48, 1, 2, 0, 1, 1, false)),
            trained(new Size(8, 64, 7, 7), new ConvolutionSpec(64, 48, 3, 1, 1, 1, 1, true)),
            trained(new Size(1, 256, 7, 7), new ConvolutionSpec(256, 64, 3, 1, 1, 1, 1, true)),
            trained(new Size(2, 64, 28, 28), new ConvolutionSpec(64, 32, 3, 1, 1, 1, 1, false)),
            trained(new Size(3, 32, 17, 19), new ConvolutionSpec(32, 48, 3, 2, 1, 1, 1, false)),
            trained(new Size(3, 32, 17, 19), new ConvolutionSpec(32, 32, 3, 1, 1, 1, 32, true)),
            trained(new Size(2, 3, 49, 47), new ConvolutionSpec(3, 16, 7, 2, 3, 1, 1, false)),
            trained(new Size(2, 3, 33, 31), new ConvolutionSpec(3, 16, 3, 1, 1, 1, 1, false)))
        .flatMap(cases -> cases);
  }

  private static Stream<OpCheck> trained(Size in, ConvolutionSpec s) {
    NormalizeSpec prologue = new NormalizeSpec(in.c(), 1e-5, ActivationSpec.RELU);
    Layout layout = Layout.BLOCKS.takes(in.c()) ? Layout.BLOCKS : Layout.PLANES;
    return Stream.of(
            new FusedConvolutionSpec(s, prologue, true, layout, Layout.BLOCKS),
            new FusedConvolutionSpec(s, null, true, layout, Layout.BLOCKS))
        .map(spec -> new FusedConvolutionCase(in, spec, false).check());
  }

  /** in, out, kernel, stride, padding, dilation, groups, bias. */
  private static ConvolutionSpec[] convolutions(int in) {
    return new ConvolutionSpec[] {
      new ConvolutionSpec(in, 29, 1, 1, 0, 1, 1, false),
      new ConvolutionSpec(in, 29, 3, 1, 1, 1, 1, true),
      new ConvolutionSpec(in, 32, 3, 1, 1, 1, 1, false),
      new ConvolutionSpec(in, 29, 3, 2, 1, 1, 1, false),
      new ConvolutionSpec(in, 29, 1, 2, 0, 1, 1, false),
      new ConvolutionSpec(in, 32, 3, 2, 1, 1, 1, false),
      new ConvolutionSpec(in, 280, 1, 1, 0, 1, 1, false),
      new ConvolutionSpec(in, 256, 1, 2, 0, 1, 1, false),
      new ConvolutionSpec(in, 29, 3, 1, 2, 2, 1, false),
      new ConvolutionSpec(in, 29, 7, 2, 3, 1, 1, false),
      new ConvolutionSpec(in, in, 3, 1, 1, 1, in, false)
    };
  }

  /** Of maps in blocks: some chunks of pixels by some blocks of output channels. */
  private static Stream<OpCheck> pointwise() {
    Size in = new Size(3, 96, 17, 19);
    NormalizeSpec prologue = new NormalizeSpec(96, 1e-5, ActivationSpec.RELU);
    ActivationSpec relu6 = new ActivationSpec(ActivationSpec.Kind.RELU6, 0);
    return Stream.of(Layout.values())
        .flatMap(
            layout ->
                Stream.of(
                    new FoldedConvolutionSpec(
                        new ConvolutionSpec(96, 29, 1, 1, 0, 1, 1, true),
                        prologue,
                        null,
                        true,
                        ActivationSpec.RELU,
                        Layout.BLOCKS,
                        Layout.PLANES),
                    new FoldedConvolutionSpec(
                        new ConvolutionSpec(96, 80, 1, 1, 0, 1, 1, false),
                        prologue,
                        null,
                        true,
                        null,
                        layout,
                        Layout.BLOCKS),
                    new FoldedConvolutionSpec(
                        new ConvolutionSpec(96, 80, 1, 1, 0, 1, 1, true),
                        null,
                        null,
                        false,
                        relu6,
                        layout,
                        Layout.BLOCKS),
                    new FoldedConvolutionSpec(
                            new ConvolutionSpec(96, 29, 1, 1, 0, 1, 1, true),
                            null,
                            null,
                            true,
                            null,
                            layout,
                            Layout.PLANES)
                        .withGate(),
                    new FoldedConvolutionSpec(
                            new ConvolutionSpec(96, 80, 1, 1, 0, 1, 1, true),
                            null,
                            null,
                            false,
                            null,
                            layout,
                            Layout.BLOCKS)
                        .withGate()))
        .distinct()
        .map(spec -> new FoldedConvolutionCase(in, spec, false).check());
  }

  /** Of maps in blocks: some tiles of pixels, of one image or of many, and units of channels. */
  private static Stream<OpCheck> pointwiseGradients() {
    ActivationSpec relu6 = new ActivationSpec(ActivationSpec.Kind.RELU6, 0);
    return Stream.of(
            new FusedConvolutionCase(
                new Size(9, 48, 33, 31),
                blocks(new ConvolutionSpec(48, 80, 1, 1, 0, 1, 1, false), ActivationSpec.RELU),
                true),
            new FusedConvolutionCase(
                new Size(9, 32, 29, 31),
                blocks(new ConvolutionSpec(32, 144, 1, 1, 0, 1, 1, true), relu6),
                false),
            new FusedConvolutionCase(
                new Size(11, 400, 7, 5),
                blocks(new ConvolutionSpec(400, 112, 1, 1, 0, 1, 1, false), null),
                true),
            new FusedConvolutionCase(
                new Size(3, 64, 13, 17),
                blocks(new ConvolutionSpec(64, 48, 1, 2, 0, 1, 1, false), ActivationSpec.RELU),
                true))
        .map(FusedConvolutionCase::check);
  }

  private static FusedConvolutionSpec blocks(ConvolutionSpec s, ActivationSpec activation) {
    NormalizeSpec prologue = new NormalizeSpec(s.inChannels(), 1e-5, activation);
    return new FusedConvolutionSpec(s, prologue, true, Layout.BLOCKS, Layout.BLOCKS);
  }

  /** Few pixels of many channels: all are multiplied by their gate before the first products. */
  private static Stream<OpCheck> gatedTogether() {
    ConvolutionSpec many = new ConvolutionSpec(1920, 640, 1, 1, 0, 1, 1, true);
    ConvolutionSpec fewer = new ConvolutionSpec(672, 192, 1, 1, 0, 1, 1, false);
    return Stream.of(many, fewer)
        .flatMap(
            s ->
                Stream.of(1, 2)
                    .map(
                        images ->
                            new FoldedConvolutionCase(
                                    new Size(images, s.inChannels(), 7, 7),
                                    new FoldedConvolutionSpec(
                                            s,
                                            null,
                                            null,
                                            false,
                                            null,
                                            Layout.BLOCKS,
                                            Layout.BLOCKS)
                                        .withGate(),
                                    false)
                                .check()));
  }

  /** kernel, stride, padding, ceil mode, whether padding counts. */
  private static Stream<PoolSpec> pools() {
    return Stream.of(PoolSpec.Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    new PoolSpec(kind, 2, 2, 0, false, true),
                    new PoolSpec(kind, 3, 2, 1, false, true),
                    new PoolSpec(kind, 3, 1, 1, true, false),
                    new PoolSpec(kind, 2, 3, 0, true, false)));
  }

  private static Stream<OpCheck> fused(Size in, PoolSpec s) {
    return Stream.of(false, true)
        .map(
            relu ->
                FusedCases.pool(
                    in,
                    new FusedPoolSpec(
                        s, new NormalizeSpec(in.c(), 1e-5, relu ? ActivationSpec.RELU : null))));
  }

  private static Stream<OpCheck> fused(Size in, ConvolutionSpec s) {
    NormalizeSpec prologue = new NormalizeSpec(in.c(), 1e-5, ActivationSpec.RELU);
    NormalizeSpec fold = new NormalizeSpec(s.outChannels(), 1e-5);
    return Stream.of(
        new FusedConvolutionCase(in, new FusedConvolutionSpec(s, prologue, true), true).check(),
        new FusedConvolutionCase(in, new FusedConvolutionSpec(s, null, false), false).check(),
        new FoldedConvolutionCase(
                in, new FoldedConvolutionSpec(s, prologue, fold, true, ActivationSpec.RELU), false)
            .check(),
        new FoldedConvolutionCase(
                in, new FoldedConvolutionSpec(s, null, fold, true, ActivationSpec.RELU), true)
            .check());
  }

  @ParameterizedTest
  @MethodSource("othersAndCases")
  void agreesWithThePortableOne(Backend backend, OpCheck check) {
    check.compare(backend);
  }
}
