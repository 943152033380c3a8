package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Signature;

/**
 * An elementwise function, alone or as what another kernel ends with.
 *
 * @param slope just below zero: of a leaky ReLU for all negative arguments, the alpha of an ELU; 0
 *     for others
 */
public record ActivationSpec(Kind kind, double slope) implements OpSpec {
  /** What most networks have. */
  public static final ActivationSpec RELU = new ActivationSpec(Kind.RELU);

  /**
   * The functions, as PyTorch defines them, and of what their gradients are functions: the others
   * than those of INPUT rise, so that their output says where the input was.
   */
  public enum Kind {
    RELU(Operand.OUTPUT),
    RELU6(Operand.OUTPUT),
    LEAKY_RELU(Operand.OUTPUT),
    ELU(Operand.OUTPUT),
    SIGMOID(Operand.OUTPUT),
    HARD_SIGMOID(Operand.OUTPUT),
    TANH(Operand.OUTPUT),
    SILU(Operand.INPUT),
    HARD_SWISH(Operand.INPUT),
    GELU(Operand.INPUT),
    GELU_TANH(Operand.INPUT),
    MISH(Operand.INPUT);

    private final Operand gradientReads;

    Kind(Operand gradientReads) {
      this.gradientReads = gradientReads;
    }

    /** INPUT or OUTPUT, whichever says what the slope was. */
    public Operand gradientReads() {
      return gradientReads;
    }

    /** Whether the slope is a function of the input, but not of the output. */
    public boolean gradientReadsInput() {
      return gradientReads == Operand.INPUT;
    }
  }

  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public ActivationSpec {
    Checks.require(Double.isFinite(slope), "slope must be finite, got %s", slope);
  }

  /** A function without a slope to choose. */
  public ActivationSpec(Kind kind) {
    this(kind, 0);
  }

  /** INPUT of any shape; OUTPUT of the same, which may lie where INPUT does. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
