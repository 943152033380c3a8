package dev.skipjack.runtime.kernel.simd;

/** A kernel that computes each plane of a map by itself. */
abstract class PlaneTask implements Workers.Task {
  private final Workers workers;
  private int channels;
  private int planes;

  PlaneTask(Workers workers) {
    this.workers = workers;
  }

  /** Visits every plane of this map. */
  final void visitPlanes(Planes map) {
    channels = map.channels;
    planes = map.images * channels;
    workers.run(this, (long) planes * map.pixels);
  }

  @Override
  public final void run(int part, Scratch scratch) {
    int end = workers.first(part + 1, planes);
    for (int plane = workers.first(part, planes); plane < end; plane++) {
      scratch.poison();
      visit(part, scratch, plane / channels, plane % channels);
    }
  }

  abstract void visit(int part, Scratch scratch, int image, int channel);
}
