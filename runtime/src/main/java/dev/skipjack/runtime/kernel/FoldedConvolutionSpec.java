package dev.skipjack.runtime.kernel;

/**
 * A convolution while predicting, with what was fused to it. Its parameters are constants, which a
 * kernel may prepare once.
 *
 * @param convolution the convolution itself
 * @param prologue batch norm (and ReLU) that its input passes while it is read, or null
 * @param fold batch norm of its output, which becomes a part of weight and bias, or null
 * @param add whether another map is added to the output
 * @param relu whether the output is rectified in the end
 */
public record FoldedConvolutionSpec(
    ConvolutionSpec convolution,
    NormalizeSpec prologue,
    NormalizeSpec fold,
    boolean add,
    boolean relu) {
  /**
   * @throws IllegalArgumentException if prologue or fold have other channels, or do more than
   *     normalise
   */
  public FoldedConvolutionSpec {
    Checks.requirePrologue(convolution, prologue);
    Checks.require(
        fold == null || fold.channels() == convolution.outChannels() && !fold.relu() && !fold.add(),
        "a folded batch norm has the output's channels and nothing else, got %s",
        fold);
  }
}
