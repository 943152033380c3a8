package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Copies each plane to where its turn is. */
public final class ChannelShuffleKernel extends PlaneTask implements Runnable {
  private static final int PLANE = 0;

  private final ChannelShuffleSpec spec;
  private final Planes input;
  private final Planes output;

  public ChannelShuffleKernel(ChannelShuffleSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPlanes(output);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] plane = scratch.floats(PLANE, output.pixels);
    int groups = spec.groups();
    int from = channel % groups * (input.channels / groups) + channel / groups;
    input.read(image, from, 0, plane, 0, output.pixels);
    output.write(image, channel, 0, plane, 0, output.pixels);
  }
}
