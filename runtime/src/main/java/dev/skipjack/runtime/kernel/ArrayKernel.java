package dev.skipjack.runtime.kernel;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel that takes arrays of ND4J alone, for tensors on the heap too: those are copied to arrays
 * before it runs, and back behind it. What it does not write comes back as it was.
 */
public final class ArrayKernel implements Kernel {
  private final Kernel kernel;

  /** Of the bindings that are known to somebody; those of others are collected. */
  private final List<WeakReference<ArrayCopy>> all = new ArrayList<>();

  /** Around a kernel that asks for {@link Operands#array}. */
  public ArrayKernel(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Runnable bind(Operands operands) {
    all.removeIf(copy -> copy.refersTo(null));
    List<ArrayCopy> copies = new ArrayList<>();
    Operands arrays = operands.copy();
    for (Operand name : operands.names()) {
      if (operands.get(name).isOnHeap()) {
        ArrayCopy copy = ArrayCopy.of(operands.get(name));
        copies.add(copy);
        all.add(new WeakReference<>(copy));
        arrays.with(name, copy.array());
      }
    }
    Runnable run = kernel.bind(arrays);
    if (copies.isEmpty()) {
      return run;
    }
    return () -> {
      for (int i = 0; i < copies.size(); i++) { // each step: no iterator
        copies.get(i).fetch();
      }
      run.run();
      for (int i = 0; i < copies.size(); i++) {
        copies.get(i).deliver();
      }
    };
  }

  /** Frees the arrays beside the tensors. */
  void free() {
    for (WeakReference<ArrayCopy> known : all) {
      ArrayCopy copy = known.get();
      if (copy != null) {
        copy.free();
      }
    }
    all.clear();
  }
}
