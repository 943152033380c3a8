package dev.skipjack.processor.ir;

/** Which layouts an op takes its maps in. */
public enum LayoutRule {
  /** All in planes. */
  PLANES,

  /** In any, all in the same. */
  ALIKE,

  /** Its input in any, its output in the same; what it is scaled with in planes. */
  SCALED,

  /** Its input in any, and its output in any, as which an addend lies: the op converts. */
  EACH
}
