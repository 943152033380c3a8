package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;

/**
 * A convolution while predicting, with what was fused to it: {@code
 * activation(norm(convolution(prologue(INPUT))) + ADDEND)}, or of {@code INPUT * SCALE}, each part
 * as the spec says. Its parameters are constants: kernels prepare them at the first run and when
 * {@link KernelFactory#parametersChanged} tells that they changed, not each time.
 *
 * @param convolution the convolution itself
 * @param prologue batch norm (and ReLU or ReLU6) that its input passes while it is read, or null
 * @param fold batch norm of its output, which becomes a part of weight and bias, or null
 * @param scaled whether the layer scale of its output, FOLD_GAMMA, does; there is no fold then
 * @param add whether another map is added to the output
 * @param activation what happens to the output in the end, or null
 * @param input how the input lies
 * @param output how the output lies, and what is added to it
 * @param gated whether each channel of an image is multiplied by a factor while it is read; 1 x 1
 *     convolutions without prologue alone are
 */
public record FoldedConvolutionSpec(
    ConvolutionSpec convolution,
    NormalizeSpec prologue,
    NormalizeSpec fold,
    boolean scaled,
    boolean add,
    ActivationSpec activation,
    Layout input,
    Layout output,
    boolean gated)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if prologue or fold have other channels, or do more than
   *     normalise; if there is a fold and a scale; if channels in blocks are no multiple of 16; if
   *     it is gated and has a prologue, or sees more than a pixel at once
   */
  public FoldedConvolutionSpec {
    convolution.requirePrologue(prologue);
    Checks.require(
        fold == null
            || fold.channels() == convolution.outChannels()
                && fold.activation() == null
                && !fold.add(),
        "a folded batch norm has the output's channels and nothing else, got %s",
        fold);
    Checks.require(
        fold == null || !scaled, "a batch norm or a layer scale is folded, not both, got %s", fold);
    Checks.require(
        !gated || prologue == null && convolution.isPointwise(),
        "a gated convolution is 1 x 1 and has no prologue, got %s",
        convolution);
    Checks.requireLayout(input, convolution.inChannels());
    Checks.requireLayout(output, convolution.outChannels());
  }

  /** Without a layer scale or a gate. */
  public FoldedConvolutionSpec(
      ConvolutionSpec convolution,
      NormalizeSpec prologue,
      NormalizeSpec fold,
      boolean add,
      ActivationSpec activation,
      Layout input,
      Layout output) {
    this(convolution, prologue, fold, false, add, activation, input, output, false);
  }

  /** Of maps in planes, without a layer scale or a gate. */
  public FoldedConvolutionSpec(
      ConvolutionSpec convolution,
      NormalizeSpec prologue,
      NormalizeSpec fold,
      boolean add,
      ActivationSpec activation) {
    this(convolution, prologue, fold, add, activation, Layout.PLANES, Layout.PLANES);
  }

  /** The same with a gate. */
  public FoldedConvolutionSpec withGate() {
    return new FoldedConvolutionSpec(
        convolution, prologue, fold, scaled, add, activation, input, output, true);
  }

  /** The same with a layer scale. */
  public FoldedConvolutionSpec withLayerScale() {
    return new FoldedConvolutionSpec(
        convolution, prologue, fold, true, add, activation, input, output, gated);
  }

  /**
   * INPUT {@code [N, in, H, W]}, with a gate SCALE {@code [N, in, 1, 1]}, WEIGHT {@code [out,
   * in/groups, kernel, kernel]}, BIAS {@code [out]} if there is one; with a prologue MEAN,
   * VARIANCE, GAMMA and BETA {@code [in]}, with a fold FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA and
   * FOLD_BETA {@code [out]}, with a layer scale FOLD_GAMMA alone; OUTPUT {@code [N, out, H', W']},
   * and in its shape ADDEND, which may lie where OUTPUT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT)
        .with(gated, SCALE)
        .with(convolution.bias(), BIAS)
        .with(prologue != null, MEAN, VARIANCE, GAMMA, BETA)
        .with(fold != null, FOLD_MEAN, FOLD_VARIANCE, FOLD_GAMMA, FOLD_BETA)
        .with(scaled, FOLD_GAMMA)
        .with(add, ADDEND);
  }
}
