package dev.skipjack.spark.data;

/** What becomes of a row whose image cannot be read: null, cut, damaged or of no known kind. */
public enum OnCorrupt {
  /** Nothing is trained or predicted; the error names the image. */
  FAIL,
  /**
   * It is not trained on, and counted; a prediction of it is null. The first ones are named in the
   * log.
   */
  SKIP
}
