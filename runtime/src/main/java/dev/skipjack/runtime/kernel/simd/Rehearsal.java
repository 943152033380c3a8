package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.INTEGERS;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Shows the JVM each kind of vector operation before a kernel runs. C2 compiles the methods that
 * all operations share for the classes it has seen in them; a class that comes later is counted as
 * a failed guess, and a method into which more than a hundred of them are inlined, such as a
 * register tile of 28 sums, is compiled without guesses: its vectors become objects, 30 MB of them
 * for a step of a small network, for as long as the JVM runs. Who has seen everything guesses
 * nothing wrong. It takes about 20 ms.
 */
final class Rehearsal {
  /** So many that the interpreter has handed over to code that counts classes. */
  private static final int TIMES = 400;

  private Rehearsal() {}

  static void run() {
    float[] floats = new float[LENGTH];
    int[] ints = new int[LENGTH];
    VectorMask<Float> some = Lanes.first(LENGTH / 2);
    for (int i = 0; i < TIMES; i++) {
      FloatVector x = FloatVector.fromArray(SPECIES, floats, 0);
      x = x.add(1).fma(x, x).abs().sub(x).max(x);
      x.blend(0, x.compare(VectorOperators.GT, x)).intoArray(floats, 0);
      IntVector n = IntVector.fromArray(INTEGERS, ints, 0);
      n.add(n).intoArray(ints, 0);
      n.convertShape(VectorOperators.I2F, SPECIES, 0);
      FloatVector.fromArray(SPECIES, floats, 0, some).intoArray(floats, 0, some);
    }
  }
}
