package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.maps.BlockSource;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/** The pixels that a convolution sees, past its prologue, however the map lies. */
public final class NormalizedInput implements BlockSource {
  private final int channels;
  private FeatureMap x;
  private Prologue prologue;

  public NormalizedInput(int channels) {
    this.channels = channels;
  }

  /** Takes the operands of a run. */
  public void prepare(FeatureMap x, Prologue prologue) {
    this.x = x;
    this.prologue = prologue;
  }

  @Override
  public Blocks blocksOnHeap() {
    return prologue.identity && x.isOnHeap() && x instanceof Blocks blocks ? blocks : null;
  }

  @Override
  public void readBlock(
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch) {
    if (x instanceof Blocks map) {
      read(map, image, block, pixel, SIZE, count, to, at, distance, scratch);
      return;
    }
    int lanes = Math.min(SIZE, channels - block * SIZE);
    BlockedPlanes.read(
        (Planes) x, image, block * SIZE, lanes, pixel, count, to, at, distance, scratch);
    if (!prologue.identity) {
      prologue.apply(block, to, at, distance, count, to, at, distance);
    }
  }

  /**
   * Reads pixels of a map in blocks.
   *
   * @param next floats from one to the next in the map
   */
  void read(
      Blocks map,
      int image,
      int block,
      int pixel,
      int next,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch) {
    int span = (count - 1) * next / SIZE + 1;
    float[] stage = map.isOnHeap() ? null : scratch.floats(Scratch.PIXELS, span * SIZE);
    int from = map.find(image, block, pixel, stage, 0, span);
    float[] array = map.array(stage);
    if (prologue.identity && next == SIZE && distance == SIZE) {
      System.arraycopy(array, from, to, at, count * SIZE);
    } else {
      prologue.apply(block, array, from, next, count, to, at, distance);
    }
  }
}
