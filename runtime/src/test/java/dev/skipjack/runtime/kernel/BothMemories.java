package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A kernel that runs twice, with its maps in memory of ND4J and on the heap, where networks have
 * them: it must write the same bits there, and leave alone what lies between.
 */
public record BothMemories(Kernel kernel) implements Kernel {
  /**
   * What a network keeps from step to step stays in memory of ND4J. Gradients of it do not where
   * weights are shared: those of a further use are a value like others.
   */
  private static final Set<Operand> KEPT = EnumSet.noneOf(Operand.class);

  static {
    for (Operand name : Operand.values()) {
      if (name.name().matches(".*(WEIGHT|GAMMA|BETA|BIAS|FOLD|EXPAND|PROJECT|RUNNING|SCALE).*")
          && !name.name().endsWith("_GRADIENT")) {
        KEPT.add(name);
      }
    }
  }

  /** Memory that operands share, all or a part of it. */
  private static final class Range {
    final List<Operand> names = new ArrayList<>();
    final long begin;
    long end;
    boolean isKept;
    float[] before;
    float[] result;
    HeapFloats heap;
    FloatPointer elements;

    Range(long begin) {
      this.begin = begin;
    }

    float[] read() {
      float[] values = new float[(int) (end - begin) / Float.BYTES];
      elements.get(values);
      return values;
    }
  }

  @Override
  public Runnable bind(Operands operands) {
    List<Range> ranges = ranges(operands);
    Operands onHeap = operands.copy();
    for (Range range : ranges) {
      range.elements = new FloatPointer(operands.get(range.names.get(0)).pointer());
      range.heap = new HeapFloats(new float[(int) (range.end - range.begin) / Float.BYTES]);
      for (Operand name : range.isKept ? List.<Operand>of() : range.names) {
        onHeap.with(name, moved(operands.get(name), range));
      }
    }
    Runnable there = kernel.bind(operands);
    Runnable here = kernel.bind(onHeap);
    return () -> {
      run(ranges, there, here);
      Reference.reachabilityFence(operands); // ranges keep no memory alive
    };
  }

  private static void run(List<Range> ranges, Runnable there, Runnable here) {
    ranges.forEach(range -> range.before = range.read());
    there.run();
    for (Range range : ranges) {
      range.result = range.read();
      range.elements.put(range.before);
      System.arraycopy(range.before, 0, range.heap.array(), 0, range.before.length);
    }
    here.run();
    for (Range range : ranges) {
      if (!range.isKept) {
        range.elements.put(range.heap.array());
      }
      float[] result = range.read();
      // AssertJ looks at an element at a time by reflection
      if (!Arrays.equals(result, range.result)) {
        assertThat(result).as("%s on the heap", range.names).isEqualTo(range.result);
      }
    }
  }

  private static Tensor moved(Tensor tensor, Range range) {
    int length = range.heap.array().length;
    long[] strides = new long[tensor.rank()];
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = tensor.stride(axis);
    }
    long offset = (address(tensor) - range.begin) / Float.BYTES;
    return Tensor.of(range.heap, 0, length).view(offset, tensor.shape(), strides);
  }

  /** In the order of memory; the first name of each is of the tensor that begins it. */
  private static List<Range> ranges(Operands operands) {
    List<Operand> names = new ArrayList<>(operands.names());
    names.sort(Comparator.comparingLong(name -> address(operands.get(name))));
    List<Range> ranges = new ArrayList<>();
    for (Operand name : names) {
      long begin = address(operands.get(name));
      Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last == null || last.end <= begin) {
        last = new Range(begin);
        ranges.add(last);
      }
      last.end = Math.max(last.end, begin + operands.get(name).span() * Float.BYTES);
      last.isKept |= KEPT.contains(name);
      last.names.add(name);
    }
    return ranges;
  }

  private static long address(Tensor tensor) {
    return tensor.pointer().address();
  }
}
