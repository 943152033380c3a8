package dev.skipjack.runtime.kernel.simd.threads;

import dev.skipjack.runtime.kernel.Poison;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Heap arrays that kernels use in turn, one thread at a time. Contents are undefined. A thread has
 * them lent while it runs a kernel: there are as many as threads compute at once, however many
 * threads there are.
 */
public final class Scratch {
  /** Results whose channels lie beside each other. Slots below are the kernel's own. */
  public static final int BLOCK = 11;

  /** Where the output is read that corrects its gradient. */
  public static final int OUT = 12;

  /** Slots of the transforms of Winograd and of what reads or writes a plane. */
  public static final int PIXELS = 13;

  public static final int STAGE = 14;
  public static final int PHASES = 15;
  public static final int HALF = 16;

  /** Vectors of sums on their way to one number. */
  public static final int LANES = 17;

  private static final int SLOTS = 18;

  /**
   * The first element that begins a line of cache in an array of {@link #aligned}. Stores that
   * cross lines take twice as long.
   */
  public static final int FIRST = HeapArrays.firstInLine();

  /** Arrays of at least so many begin where a region of the collector does. */
  private static final int REGION_FLOATS = HeapArrays.aloneInRegion();

  /** What is kept for the next; those that come back beyond that are garbage. */
  private static final int MOST_FREE = 2 * Runtime.getRuntime().availableProcessors();

  private static final AtomicReferenceArray<Scratch> FREE = new AtomicReferenceArray<>(MOST_FREE);
  private static final AtomicInteger THREADS = new AtomicInteger();
  private static final ThreadLocal<Loan> LOANS = ThreadLocal.withInitial(Loan::new);

  /** What a thread has, and how many kernels within kernels it is in. */
  private static final class Loan {
    /** Where it looks first: a thread that is alone gets the same arrays again, still cached. */
    private final int home = Math.floorMod(THREADS.getAndIncrement(), MOST_FREE);

    private Scratch scratch;
    private int depth;

    private Scratch free() {
      for (int i = 0; i < MOST_FREE; i++) {
        int at = (home + i) % MOST_FREE;
        if (FREE.get(at) != null) {
          Scratch found = FREE.getAndSet(at, null);
          if (found != null) {
            return found;
          }
        }
      }
      return new Scratch();
    }

    private void giveBack(Scratch used) {
      for (int i = 0; i < MOST_FREE; i++) {
        if (FREE.compareAndSet((home + i) % MOST_FREE, null, used)) {
          return;
        }
      }
    }
  }

  private final float[][] arrays = new float[SLOTS][];

  private double[] doubles = new double[0];

  /** Of each slot, what was asked for since it was poisoned. */
  private final int[] used = new int[SLOTS];

  /** The calling thread's from now on, until it has called {@link #giveBack} as often as this. */
  static Scratch lend() {
    Loan loan = LOANS.get();
    if (loan.depth == 0) {
      loan.scratch = loan.free();
    }
    loan.depth++;
    return loan.scratch;
  }

  /** Ends what {@link #lend} began. */
  static void giveBack() {
    Loan loan = LOANS.get();
    if (--loan.depth == 0) {
      Scratch used = loan.scratch;
      loan.scratch = null;
      loan.giveBack(used);
    }
  }

  /** The one that the calling thread, which runs a kernel, was lent. */
  public static Scratch mine() {
    return LOANS.get().scratch;
  }

  /** As {@link #floats}; vectors are aligned if they begin at multiples of a line from FIRST on. */
  public float[] aligned(int slot, int length) {
    float[] array = array(slot, Math.max(FIRST + length, REGION_FLOATS));
    use(slot, FIRST + length);
    return array;
  }

  /** An array of at least this length; another slot gives another array. */
  public float[] floats(int slot, int length) {
    float[] array = array(slot, length);
    use(slot, length);
    return array;
  }

  /** At least this many, the same for all who ask. */
  public double[] doubles(int length) {
    if (doubles.length < length) {
      doubles = new double[length];
    }
    return doubles;
  }

  private float[] array(int slot, int length) {
    float[] array = arrays[slot];
    if (array == null || array.length < length) {
      array = new float[length];
      arrays[slot] = array;
      if (Poison.ON) {
        Arrays.fill(array, Poison.value());
      }
    }
    return array;
  }

  private void use(int slot, int length) {
    if (Poison.ON) {
      used[slot] = Math.max(used[slot], length);
    }
  }

  /** Where contents begin to be undefined: what is there is not read any more. */
  public void poison() {
    if (Poison.ON) {
      for (int slot = 0; slot < SLOTS; slot++) {
        if (arrays[slot] != null) {
          Arrays.fill(arrays[slot], 0, used[slot], Poison.value());
          used[slot] = 0;
        }
      }
    }
  }
}
