package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;

/**
 * Batch norm's normalisation: {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} (Ioffe and
 * Szegedy 2015), plus another map and activated if wanted: the end of a residual block (He et al.
 * 2016).
 *
 * @param add whether another map is added
 * @param activation what follows in the same kernel, or null
 * @param layout how all its maps lie, and their gradients; a prologue's are those of what it is
 *     fused to, and it says planes
 */
public record NormalizeSpec(
    int channels, double epsilon, boolean add, ActivationSpec activation, Layout layout)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense; if channels in blocks are no
   *     multiple of 16
   */
  public NormalizeSpec {
    Checks.require(
        channels > 0 && epsilon > 0,
        "channels and epsilon must be positive, got %s",
        channels + " and " + epsilon);
    Checks.requireLayout(layout, channels);
  }

  /** Of maps in planes. */
  public NormalizeSpec(int channels, double epsilon, boolean add, ActivationSpec activation) {
    this(channels, epsilon, add, activation, Layout.PLANES);
  }

  /** Nothing but normalisation. */
  public NormalizeSpec(int channels, double epsilon) {
    this(channels, epsilon, null);
  }

  /** Normalisation, and an activation unless it is null. */
  public NormalizeSpec(int channels, double epsilon, ActivationSpec activation) {
    this(channels, epsilon, false, activation);
  }

  /** Whether the activation's slope is a function of its input, but not of the output. */
  public boolean gradientReadsInput() {
    return activation != null && activation.kind().gradientReadsInput();
  }

  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}, MEAN, VARIANCE, GAMMA and BETA {@code [C]}; in
   * the shape of the input ADDEND, if one is added, and OUTPUT, which may lie where INPUT or ADDEND
   * do.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT).with(add, ADDEND);
  }

  /**
   * Refuses what a convolution or a pool cannot compute while it reads.
   *
   * @param prologue may be null
   * @throws IllegalArgumentException if it adds something, or does more than rectify
   */
  public static void requirePrologue(NormalizeSpec prologue) {
    Checks.require(
        prologue == null
            || !prologue.add()
                && (prologue.activation() == null
                    || prologue.activation().kind() == ActivationSpec.Kind.RELU
                    || prologue.activation().kind() == ActivationSpec.Kind.RELU6),
        "a prologue adds nothing and has no activation but ReLU or ReLU6, got %s",
        prologue);
  }
}
