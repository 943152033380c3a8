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
 * @param input how the input lies
 * @param output how the output lies, and what is added to it
 */
public record FoldedConvolutionSpec(
    ConvolutionSpec convolution,
    NormalizeSpec prologue,
    NormalizeSpec fold,
    boolean add,
    boolean relu,
    Layout input,
    Layout output) {
  /**
   * @throws IllegalArgumentException if prologue or fold have other channels, or do more than
   *     normalise; if channels in blocks are no multiple of 16
   */
  public FoldedConvolutionSpec {
    Checks.requirePrologue(convolution, prologue);
    Checks.require(
        fold == null || fold.channels() == convolution.outChannels() && !fold.relu() && !fold.add(),
        "a folded batch norm has the output's channels and nothing else, got %s",
        fold);
    Checks.requireLayout(input, convolution.inChannels());
    Checks.requireLayout(output, convolution.outChannels());
  }

  /** Of maps in planes. */
  public FoldedConvolutionSpec(
      ConvolutionSpec convolution,
      NormalizeSpec prologue,
      NormalizeSpec fold,
      boolean add,
      boolean relu) {
    this(convolution, prologue, fold, add, relu, Layout.PLANES, Layout.PLANES);
  }
}
