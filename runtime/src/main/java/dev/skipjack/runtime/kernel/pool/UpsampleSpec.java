package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Resizes maps, to more pixels or to fewer: {@code torch.nn.functional.interpolate} with {@code
 * size} and {@code align_corners=False}. Both sizes are those of the arrays.
 */
public record UpsampleSpec(Mode mode) implements OpSpec {
  /** What a pixel is made of; the same rule along height and width. */
  public enum Mode {
    /** A copy of pixel floor(i in/out). */
    NEAREST {
      @Override
      public double source(long pixel, long in, long out) {
        return (double) (pixel * in / out);
      }
    },
    /** Of the two around max(0, (i + 1/2) in/out - 1/2), the nearer the more. */
    BILINEAR {
      @Override
      public double source(long pixel, long in, long out) {
        return Math.max(0, (pixel + 0.5) * in / out - 0.5);
      }
    };

    /**
     * Where a pixel of the output lies in the input.
     *
     * @param pixel of the output, from 0
     * @param in height or width of the input
     * @param out height or width of the output
     * @return in its whole part a pixel of the input, in its fraction the share of the next one;
     *     what would be beyond the last is the last
     */
    public abstract double source(long pixel, long in, long out);
  }

  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, H', W']}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
