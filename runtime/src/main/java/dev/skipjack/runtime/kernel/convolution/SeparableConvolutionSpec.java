package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Signature;

/**
 * A depthwise convolution while predicting, with the 1 x 1 convolution before it, the one behind
 * it, or both: {@code project(depthwise(expand(INPUT))) (+ ADDEND)}, each with what was folded into
 * it. What lies between them is nobody else's. As MobileNet (depthwise, project), MobileNetV2
 * (all), and EfficientNet (expand, depthwise) have them.
 *
 * @param expand in planes as far as it says, as the other two; or null
 * @param depthwise a kernel for each channel, without prologue and addend
 * @param project or null
 * @param input how the input lies
 * @param output how the output lies, and what is added to it
 */
public record SeparableConvolutionSpec(
    FoldedConvolutionSpec expand,
    FoldedConvolutionSpec depthwise,
    FoldedConvolutionSpec project,
    Layout input,
    Layout output)
    implements OpSpec {

  /** What the parameters of one of the convolutions are called. */
  public record Names(
      Operand weight, Operand bias, Operand mean, Operand variance, Operand gamma, Operand beta) {
    public static final Names EXPAND =
        new Names(
            Operand.EXPAND_WEIGHT,
            Operand.EXPAND_BIAS,
            Operand.EXPAND_MEAN,
            Operand.EXPAND_VARIANCE,
            Operand.EXPAND_GAMMA,
            Operand.EXPAND_BETA);
    public static final Names DEPTHWISE =
        new Names(
            Operand.WEIGHT,
            Operand.BIAS,
            Operand.FOLD_MEAN,
            Operand.FOLD_VARIANCE,
            Operand.FOLD_GAMMA,
            Operand.FOLD_BETA);
    public static final Names PROJECT =
        new Names(
            Operand.PROJECT_WEIGHT,
            Operand.PROJECT_BIAS,
            Operand.PROJECT_MEAN,
            Operand.PROJECT_VARIANCE,
            Operand.PROJECT_GAMMA,
            Operand.PROJECT_BETA);

    private Signature in(Signature signature, FoldedConvolutionSpec convolution) {
      return convolution == null
          ? signature
          : signature
              .with(true, weight)
              .with(convolution.convolution().bias(), bias)
              .with(convolution.fold() != null, mean, variance, gamma, beta);
    }
  }

  /**
   * @throws IllegalArgumentException if channels do not follow from each other, or a convolution is
   *     not of its kind
   */
  public SeparableConvolutionSpec {
    ConvolutionSpec s = depthwise.convolution();
    Checks.require(
        s.groups() == s.inChannels() && s.groups() == s.outChannels() && isPlain(depthwise),
        "a depthwise convolution has a group for each channel and nothing before it, got %s",
        depthwise);
    Checks.require(
        expand != null || project != null,
        "a depthwise convolution alone is a folded convolution, got %s",
        depthwise);
    Checks.require(
        expand == null
            || expand.convolution().isPointwise()
                && isPlain(expand)
                && expand.convolution().outChannels() == s.inChannels(),
        "what is before a depthwise convolution is 1 x 1 and makes its channels, got %s",
        expand);
    Checks.require(
        project == null
            || project.convolution().isPointwise()
                && project.prologue() == null
                && !project.gated()
                && !project.scaled()
                && project.convolution().inChannels() == s.outChannels(),
        "what is behind a depthwise convolution is 1 x 1 and reads its channels, got %s",
        project);
    Checks.requireLayout(input, (expand == null ? s : expand.convolution()).inChannels());
    Checks.requireLayout(output, (project == null ? s : project.convolution()).outChannels());
  }

  private static boolean isPlain(FoldedConvolutionSpec convolution) {
    return convolution.prologue() == null
        && !convolution.add()
        && !convolution.gated()
        && !convolution.scaled();
  }

  public int inChannels() {
    return (expand == null ? depthwise : expand).convolution().inChannels();
  }

  /** Of what lies between the convolutions. */
  public int hiddenChannels() {
    return depthwise.convolution().outChannels();
  }

  public int outChannels() {
    return (project == null ? depthwise : project).convolution().outChannels();
  }

  /** Whether another map is added to the output. */
  public boolean add() {
    return project != null && project.add();
  }

  /**
   * INPUT {@code [N, in, H, W]}; of each convolution that there is, its weight, its bias if it has
   * one, and if it has a fold mean, variance, gamma and beta, as {@link Names} call them; OUTPUT
   * {@code [N, out, H', W']}, and in its shape ADDEND, which may be INPUT but not OUTPUT.
   */
  @Override
  public Signature signature() {
    Signature signature = Names.EXPAND.in(Signature.of(INPUT, OUTPUT), expand);
    signature = Names.DEPTHWISE.in(signature, depthwise);
    return Names.PROJECT.in(signature, project).with(add(), ADDEND);
  }
}
