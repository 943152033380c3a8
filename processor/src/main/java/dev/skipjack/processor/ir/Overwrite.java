package dev.skipjack.processor.ir;

/**
 * A result that may take the memory of an operand: the kernel reads each element of that operand
 * before it writes the same element of the result. Nobody else may need that memory: neither who
 * reads it afterwards, nor the same node as another operand or result.
 *
 * @param operand which of the node's operands
 * @param result which of its results
 * @param reading how the node's other operands are read
 * @param always whether the kernel counts on it: it adds to what is there
 */
public record Overwrite(Operand operand, Operand result, Reading reading, boolean always) {
  /** When a kernel reads the operands that it does not overwrite. */
  public enum Reading {
    /** As the one that it overwrites, so they may lie in the very same place. */
    ELEMENTWISE,
    /** Whenever it likes: a convolution reads pixels around those that it has written. */
    ANYTIME
  }

  /** Every operand is read element by element. */
  static Overwrite elementwise(Operand operand, Operand result) {
    return new Overwrite(operand, result, Reading.ELEMENTWISE, false);
  }

  /** This operand is read element by element. */
  static Overwrite alone(Operand operand, Operand result) {
    return new Overwrite(operand, result, Reading.ANYTIME, false);
  }

  /** The result is the operand and what the kernel adds. */
  static Overwrite added(Operand operand, Operand result) {
    return new Overwrite(operand, result, Reading.ANYTIME, true);
  }
}
