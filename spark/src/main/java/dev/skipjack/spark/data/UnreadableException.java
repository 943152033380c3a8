package dev.skipjack.spark.data;

/** Why an image cannot be read, for who knows what to call it. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String origin;

  /**
   * @param origin what the image itself says where it is from; null if it does not
   */
  UnreadableException(String origin, String message, Throwable cause) {
    super(message, cause);
    this.origin = origin;
  }

  String origin() {
    return origin;
  }
}
