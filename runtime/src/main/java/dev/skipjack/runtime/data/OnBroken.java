package dev.skipjack.runtime.data;

/** What happens when a picture of an {@link ImageFolder} cannot be read. */
public enum OnBroken {
  /** The epoch ends with an error that names the file. */
  FAIL,
  /**
   * The next picture of the same class that can be read takes its place, in the order of the files
   * and after the last one from the first on. So neither the number of images nor their labels
   * change, and nothing depends on threads. {@link ImageFolder#skipped} has the files.
   */
  SKIP
}
