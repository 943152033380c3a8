package dev.skipjack.runtime.data;

/** Which images of each batch somebody looks at, who needs of the others no more than labels. */
@FunctionalInterface
public interface WantedImages {
  /**
   * @param batch its number in the epoch, from 0
   * @param images how many it has
   */
  ImageRange of(int batch, int images);
}
