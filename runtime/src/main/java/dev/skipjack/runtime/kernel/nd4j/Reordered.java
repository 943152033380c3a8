package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A kernel of planes, between copies of the maps that lie in blocks. */
final class Reordered implements Composed {
  private static final Map<Operand, Scratch.Slot> SLOTS =
      new EnumMap<>(
          Map.of(
              Operand.INPUT, Scratch.Slot.PLANAR_INPUT,
              Operand.ADDEND, Scratch.Slot.PLANAR_ADDEND,
              Operand.OUTPUT, Scratch.Slot.PLANAR_OUTPUT,
              Operand.INPUT_GRADIENT, Scratch.Slot.PLANAR_INPUT_GRADIENT,
              Operand.ADDEND_GRADIENT, Scratch.Slot.PLANAR_ADDEND_GRADIENT,
              Operand.OUTPUT_GRADIENT, Scratch.Slot.PLANAR_OUTPUT_GRADIENT));

  /** A map in blocks, and whether the kernel reads what is there, and changes it. */
  private record Use(Operand name, PlanarCopy copy, boolean reads, boolean writes) {}

  private final Composed planar;
  private final Scratch scratch;
  private final List<Use> uses = new ArrayList<>();

  Reordered(Composed planar, Scratch scratch) {
    this.planar = planar;
    this.scratch = scratch;
  }

  /** These maps are read. Those that a run does not have are none of its. */
  Reordered reading(Layout layout, Operand... names) {
    return with(layout, true, false, names);
  }

  Reordered writing(Layout layout, Operand... names) {
    return with(layout, false, true, names);
  }

  /** These maps are added to. */
  Reordered adding(Layout layout, Operand... names) {
    return with(layout, true, true, names);
  }

  private Reordered with(Layout layout, boolean reads, boolean writes, Operand... names) {
    if (layout == Layout.BLOCKS) {
      for (Operand name : names) {
        PlanarCopy copy = new PlanarCopy(layout, scratch, SLOTS.get(name));
        uses.add(new Use(name, copy, reads, writes));
      }
    }
    return this;
  }

  @Override
  public void run(Operands operands) {
    if (uses.isEmpty()) {
      planar.run(operands);
      return;
    }
    Operands planes = operands.copy();
    for (Use use : uses) {
      INDArray map = operands.findArray(use.name());
      if (map != null) {
        planes.with(use.name(), use.reads() ? use.copy().read(map) : use.copy().target(map));
      }
    }
    planar.run(planes);
    for (Use use : uses) {
      INDArray map = operands.findArray(use.name());
      if (map != null && use.writes()) {
        use.copy().deliver(planes.array(use.name()), map);
      }
    }
  }
}
