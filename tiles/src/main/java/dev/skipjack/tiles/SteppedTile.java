package dev.skipjack.tiles;

import com.palantir.javapoet.MethodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Tiles that differ in how far the next pixel lies, each a method of its own, so that offsets are
 * constants; and the method that picks one.
 *
 * @param runs where the channels of a pixel lie beside each other, or null for no such tiles
 */
record SteppedTile(Tile tile, Runs runs) {
  /** Floats from one pixel to the next: in planes and in blocks, and every other pixel of them. */
  private static final List<Integer> STEPS = List.of(1, 2, 16, 32);

  /** Pixels in blocks are so far apart. */
  private static final int BLOCK = 16;

  /**
   * @param run and what its steps name, as {@link TileLoop#inRuns} takes them
   */
  record Runs(TileLoop.Run run, List<String> steps) {}

  SteppedTile(Tile tile) {
    this(tile, null);
  }

  List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (int step : STEPS) {
      TileLoop loop = step == 1 ? tile.loop() : tile.loop().step(step);
      tiles.add(variant(name(step), loop));
      if (isInRuns(step)) {
        tiles.add(variant(name(step) + "InRuns", loop.inRuns(runs.run(), runs.steps())));
      }
    }
    return tiles;
  }

  private Tile variant(String name, TileLoop loop) {
    return new Tile(name, tile.rows(), tile.vectors(), tile.sums(), loop, tile.fenced());
  }

  private String name(int step) {
    return tile.name() + "Step" + step;
  }

  private boolean isInRuns(int step) {
    return runs != null && step >= BLOCK;
  }

  MethodSpec dispatcher() {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(tile.name())
            .addModifiers(Modifier.STATIC)
            .addJavadoc("The tile of a step.\n")
            .addParameter(int.class, "step");
    if (runs != null) {
      method.addParameter(boolean.class, "inRuns");
    }
    TileWriter.addParameters(method, tile.loop());
    String arguments =
        tile.loop().parameters().stream()
            .map(parameter -> parameter.split(" ")[1])
            .collect(Collectors.joining(", "));
    method.beginControlFlow("switch (step)");
    for (int step : STEPS) {
      String label = step == STEPS.get(STEPS.size() - 1) ? "default" : "case " + step;
      if (isInRuns(step)) {
        method.beginControlFlow("$L ->", label);
        method.beginControlFlow("if (inRuns)");
        method.addStatement("$LInRuns($L)", name(step), arguments);
        method.nextControlFlow("else");
        method.addStatement("$L($L)", name(step), arguments);
        method.endControlFlow();
        method.endControlFlow();
      } else {
        method.addStatement("$L -> $L($L)", label, name(step), arguments);
      }
    }
    return method.endControlFlow().build();
  }
}
