package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** A kernel that computes each plane of a map by itself. */
public abstract class PlaneTask implements Workers.Task {
  private final Workers workers;
  private int channels;
  private int planes;
  private int parts;

  protected PlaneTask(Workers workers) {
    this.workers = workers;
  }

  /** Visits every plane of this map. */
  protected final void visitPlanes(Planes map) {
    channels = map.channels;
    planes = map.images * channels;
    parts = Parts.ofFloats(planes, map.pixels);
    begin(parts);
    workers.turn();
    workers.run(parts, this);
  }

  /** Before the first plane is visited. */
  protected void begin(int parts) {}

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, planes);
    for (int plane = Parts.first(part, parts, planes); plane < end; plane++) {
      scratch.poison();
      visit(part, scratch, plane / channels, plane % channels);
    }
  }

  protected abstract void visit(int part, Scratch scratch, int image, int channel);
}
