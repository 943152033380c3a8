package dev.skipjack.runtime.kernel.simd.sequence;

import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** A kernel that visits tokens one by one, those of a sequence or some pixels of a map. */
abstract class TokenTask implements Workers.Task {
  private final Workers workers;
  private int items;
  private int perImage;
  private int parts;

  TokenTask(Workers workers) {
    this.workers = workers;
  }

  /** Visits so many pieces of each image, each of which has so many floats. */
  final void visitAll(int images, int pieces, double floats) {
    items = images * pieces;
    perImage = pieces;
    parts = Parts.ofFloats(items, floats);
    workers.run(parts, this);
  }

  @Override
  public final void run(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      visit(scratch, item / perImage, item % perImage);
    }
  }

  abstract void visit(Scratch scratch, int image, int piece);
}
