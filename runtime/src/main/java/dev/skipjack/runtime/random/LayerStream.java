package dev.skipjack.runtime.random;

/**
 * What a layer draws from: {@code layer → step → image}. Each run is another step; its network says
 * which, where a step is run in parts or a training goes on. For one thread.
 */
public final class LayerStream {
  private final RandomStream layer;
  private long step;
  private long firstImage;

  private LayerStream(RandomStream layer) {
    this.layer = layer;
  }

  /** At its first step, with images counted from 0. */
  public static LayerStream of(RandomStream layer) {
    return new LayerStream(layer);
  }

  /**
   * Where the next run stands.
   *
   * @param nextStep of the layer, from 0
   * @param image which one of that step's images the first of the run is, from 0
   */
  public void seek(long nextStep, long image) {
    step = nextStep;
    firstImage = image;
  }

  /**
   * Begins a run.
   *
   * @param stream becomes that of the run's step
   */
  public void next(RandomStream stream) {
    layer.split(step++, stream);
  }

  /** What is added to the number of an image in its batch, to split it off the step. */
  public long firstImage() {
    return firstImage;
  }

  /** A stream to be given to {@link #next}. */
  public RandomStream scratch() {
    return layer.split(0);
  }
}
