package dev.skipjack.spark.data;

import java.io.Serializable;

/** A row as workers get it. No record: Spark's Kryo cannot read those. */
public final class ImageRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] values;
  private final int label;
  private final String corrupt;
  private final String wrong;

  private ImageRow(byte[] values, int label, String corrupt, String wrong) {
    this.values = values;
    this.label = label;
    this.corrupt = corrupt;
    this.wrong = wrong;
  }

  /**
   * One that can be trained on.
   *
   * @param values of the image, as {@link ImageColumn#read} gives them; not copied
   * @param label from 0
   */
  static ImageRow of(byte[] values, int label) {
    return new ImageRow(values, label, null, null);
  }

  /** One whose image cannot be read: the reason names it. */
  static ImageRow corrupt(String reason) {
    return new ImageRow(null, 0, reason, null);
  }

  /** One that no policy passes over. */
  static ImageRow wrong(String reason) {
    return new ImageRow(null, 0, null, reason);
  }

  boolean isGood() {
    return values != null;
  }

  /** Null if something is wrong. */
  byte[] values() {
    return values;
  }

  int label() {
    return label;
  }

  /** Why the image cannot be read; else null. */
  String corrupt() {
    return corrupt;
  }

  /** What is wrong with the row otherwise; else null. */
  String wrong() {
    return wrong;
  }
}
