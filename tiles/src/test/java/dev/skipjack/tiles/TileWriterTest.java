package dev.skipjack.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Their values are checked where they are used, against naive loops. */
class TileWriterTest {
  private static final TileLoop LOOP =
      new TileLoop(
          "Gemm#multiply",
          List.of("float[] a", "float[] b", "int[] at", "int depth", "float[] out", "int ldo"),
          "d < depth",
          "0",
          null,
          List.of("i = at[d]"),
          "b[i]",
          "a[d + R]",
          "out[R * ldo]");

  @Test
  void eachSumIsAVariableOfItsOwn() {
    Tile tile = new Tile("multiply1x2", 1, 2, Tile.Sums.NEW, LOOP.step(3));
    assertThat(TileWriter.write(tile).toString())
        .isEqualTo(
            """
            /**
             * {@link Gemm#multiply}: 1 rows by 2 vectors.
             */
            static void multiply1x2(float[] a, float[] b, int[] at, int depth, float[] out, int ldo) {
              jdk.incubator.vector.FloatVector sum0a = jdk.incubator.vector.FloatVector.zero(SPECIES);
              jdk.incubator.vector.FloatVector sum0b = jdk.incubator.vector.FloatVector.zero(SPECIES);
              for (int d = 0; d < depth; d++) {
                int i = at[d];
                jdk.incubator.vector.FloatVector va = jdk.incubator.vector.FloatVector.fromArray(SPECIES, b, i);
                jdk.incubator.vector.FloatVector vb = jdk.incubator.vector.FloatVector.fromArray(SPECIES, b, i + LENGTH);
                jdk.incubator.vector.FloatVector x0 = jdk.incubator.vector.FloatVector.broadcast(SPECIES, a[d + 3 * 0]);
                sum0a = va.fma(x0, sum0a);
                sum0b = vb.fma(x0, sum0b);
              }
              sum0a.intoArray(out, 0 * ldo);
              sum0b.intoArray(out, 0 * ldo + LENGTH);
            }
            """);
  }

  @Test
  void aRunIsALoopOfItsOwn() {
    TileLoop.Run run = new TileLoop.Run("RUN", List.of("from = at[d]"));
    Tile tile = new Tile("t", 1, 1, Tile.Sums.NEW, LOOP.inRuns(run, List.of("i = from + k")));
    assertThat(TileWriter.write(tile).toString())
        .contains(
            """
              for (int d = 0; d < depth; d += RUN) {
                int from = at[d];
                for (int k = 0; k < RUN; k++) {
                  int i = from + k;
            """);
  }

  @Test
  void thePieceThatIsNotTheFirstContinuesSums() {
    Tile tile = new Tile("t", 1, 1, Tile.Sums.NEW, LOOP.inPieces());
    assertThat(TileWriter.write(tile).toString())
        .contains("int[] at, int first, int depth")
        .contains(
            """
              jdk.incubator.vector.FloatVector sum0a;
              if (first == 0) {
                sum0a = jdk.incubator.vector.FloatVector.zero(SPECIES);
              } else {
                sum0a = jdk.incubator.vector.FloatVector.fromArray(SPECIES, out, 0 * ldo);
              }
              for (int d = first; d < depth; d++) {
            """);
  }

  @Test
  void aFenceIsBehindEachRow() {
    Tile tile = new Tile("t", 2, 1, Tile.Sums.NEW, LOOP).withFences();
    assertThat(TileWriter.write(tile).toString())
        .contains(
            """
                sum0a = va.fma(x0, sum0a);
                if (FENCED) {
                  java.lang.invoke.VarHandle.acquireFence();
                }
                jdk.incubator.vector.FloatVector x1 =\
             jdk.incubator.vector.FloatVector.broadcast(SPECIES, a[d + 1]);
                sum1a = va.fma(x1, sum1a);
                if (FENCED) {
            """);
  }

  @Test
  void aTileIsPickedByItsStep() {
    TileLoop.Run run = new TileLoop.Run("RUN", List.of("from = at[d]"));
    SteppedTile.Runs runs = new SteppedTile.Runs(run, List.of("i = from + k"));
    SteppedTile stepped = new SteppedTile(new Tile("t", 1, 1, Tile.Sums.NEW, LOOP), runs);
    assertThat(stepped.tiles().stream().map(Tile::name))
        .containsExactly(
            "tStep1", "tStep2", "tStep16", "tStep16InRuns", "tStep32", "tStep32InRuns");
    assertThat(stepped.dispatcher().toString())
        .contains(
            """
              switch (step) {
                case 1 -> tStep1(a, b, at, depth, out, ldo);
                case 2 -> tStep2(a, b, at, depth, out, ldo);
                case 16 -> {
                  if (inRuns) {
                    tStep16InRuns(a, b, at, depth, out, ldo);
                  } else {
                    tStep16(a, b, at, depth, out, ldo);
                  }
                }
                default -> {
            """);
  }

  @ParameterizedTest
  @EnumSource
  void sumsBeginAndEnd(Tile.Sums sums) {
    String text = TileWriter.write(new Tile("t", 1, 1, sums, LOOP)).toString();
    boolean begins =
        text.contains("sum0a = jdk.incubator.vector.FloatVector.fromArray(SPECIES, out");
    boolean adds = text.contains("fromArray(SPECIES, out, 0 * ldo).add(sum0a).intoArray(out");
    assertThat(begins).isEqualTo(sums == Tile.Sums.CONTINUED);
    assertThat(adds).isEqualTo(sums == Tile.Sums.ADDED);
  }

  @Test
  void boundedSumsBeginWithTheirBiasAndVectorsGoWhereTheyShould() {
    TileLoop loop =
        new TileLoop(
            LOOP.contract(),
            LOOP.parameters(),
            LOOP.counter(),
            LOOP.begin(),
            LOOP.run(),
            LOOP.locals(),
            LOOP.vector(),
            LOOP.scalar(),
            "out[oo + V * next + R]");
    String text = TileWriter.write(new Tile("t", 2, 2, Tile.Sums.BOUNDED, loop)).toString();
    assertThat(text)
        .contains("biasb = jdk.incubator.vector.FloatVector.fromArray(SPECIES, bias, bo + LENGTH)")
        .contains("sum1b = biasb;")
        .contains("if (addend != null) {")
        .contains(
            "sum1b = sum1b.add(jdk.incubator.vector.FloatVector.fromArray(SPECIES, addend,"
                + " ao + 1 * next + 1));")
        .contains("if (floor == floor) {")
        .contains("sum1b = sum1b.blend(floors, sum1b.compare(")
        .contains("sum1b = sum1b.blend(ceilings, sum1b.compare(")
        .contains("sum1b.intoArray(out, oo + 1 * next + 1);");
  }

  @Test
  void noTileHasMoreSumsThanRegistersHold() {
    Set<String> names = new HashSet<>();
    for (Tiles.Family family : Tiles.FAMILIES) {
      for (Tile tile : family.allTiles().toList()) {
        assertThat(tile.rows() * tile.vectors())
            .as(tile.name())
            .isLessThanOrEqualTo(tile.sums() == Tile.Sums.NEW ? 28 : 24);
        assertThat(names.add(tile.name())).as(tile.name()).isTrue();
      }
    }
  }
}
