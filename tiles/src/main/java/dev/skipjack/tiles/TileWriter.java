package dev.skipjack.tiles;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.function.Function;
import javax.lang.model.element.Modifier;

/**
 * Writes a tile with a local variable for each value: with arrays of vectors, or variables used
 * again, C2 leaves the registers and the speed falls to a third.
 */
final class TileWriter {
  private static final ClassName VECTOR = ClassName.get("jdk.incubator.vector", "FloatVector");
  private static final ClassName OPERATORS =
      ClassName.get("jdk.incubator.vector", "VectorOperators");
  private static final Map<String, TypeName> TYPES =
      Map.of(
          "int",
          TypeName.INT,
          "float",
          TypeName.FLOAT,
          "int[]",
          ArrayTypeName.of(TypeName.INT),
          "float[]",
          ArrayTypeName.of(TypeName.FLOAT));

  private final Tile tile;
  private final TileLoop loop;
  private final MethodSpec.Builder method;

  private TileWriter(Tile tile) {
    this.tile = tile;
    this.loop = tile.loop();
    this.method = MethodSpec.methodBuilder(tile.name()).addModifiers(Modifier.STATIC);
  }

  static MethodSpec write(Tile tile) {
    return new TileWriter(tile).write();
  }

  private MethodSpec write() {
    method.addJavadoc(
        "{@link $L}: $L rows by $L vectors.\n", loop.contract(), tile.rows(), tile.vectors());
    addParameters(method, loop);
    begin();
    String counter = loop.counter().split(" ")[0];
    if (loop.run() == null) {
      method.beginControlFlow(
          "for (int $1L = $3L; $2L; $1L++)", counter, loop.counter(), loop.begin());
      step();
    } else {
      String length = loop.run().length();
      method.beginControlFlow(
          "for (int $1L = $4L; $2L; $1L += $3L)", counter, loop.counter(), length, loop.begin());
      loop.run().locals().forEach(local -> method.addStatement("int $L", local));
      method.beginControlFlow("for (int k = 0; k < $L; k++)", length);
      step();
      method.endControlFlow();
    }
    method.endControlFlow();
    if (tile.sums() == Tile.Sums.BOUNDED) {
      method.beginControlFlow("if (addend != null)");
      forEachSum(this::add);
      method.endControlFlow();
      bound("floor", "LT");
      bound("ceiling", "GT");
    }
    forEachSum(this::end);
    return method.build();
  }

  static void addParameters(MethodSpec.Builder method, TileLoop loop) {
    for (String parameter : loop.parameters()) {
      String[] words = parameter.split(" ");
      method.addParameter(TYPES.get(words[0]), words[1]);
    }
  }

  private interface SumWriter {
    void write(String sum, String array, String index);
  }

  private void forEachSum(SumWriter writer) {
    for (int row = 0; row < tile.rows(); row++) {
      for (int vector = 0; vector < tile.vectors(); vector++) {
        String place = TileLoop.ofRow(loop.sum(), row);
        writer.write(sum(row, vector), array(place), index(place, vector));
      }
    }
  }

  private void begin() {
    if (!loop.isInPieces()) {
      beginAs(tile.sums(), sum -> CodeBlock.of("$T $L", VECTOR, sum));
      return;
    }
    forEachSum((sum, array, index) -> method.addStatement("$T $L", VECTOR, sum));
    method.beginControlFlow("if ($L == 0)", loop.begin());
    beginAs(tile.sums(), sum -> CodeBlock.of(sum));
    method.nextControlFlow("else");
    beginAs(Tile.Sums.CONTINUED, sum -> CodeBlock.of(sum));
    method.endControlFlow();
  }

  private void beginAs(Tile.Sums sums, Function<String, CodeBlock> assigned) {
    if (sums == Tile.Sums.BOUNDED) {
      biases();
    }
    forEachSum(
        (sum, array, index) -> {
          CodeBlock value =
              switch (sums) {
                case CONTINUED -> loaded(array, index);
                case BOUNDED -> CodeBlock.of(bias(sum.charAt(sum.length() - 1) - 'a'));
                default -> CodeBlock.of("$T.zero(SPECIES)", VECTOR);
              };
          method.addStatement("$L = $L", assigned.apply(sum), value);
        });
  }

  private static CodeBlock loaded(String array, String index) {
    return CodeBlock.of("$T.fromArray(SPECIES, $L, $L)", VECTOR, array, index);
  }

  private void biases() {
    for (int vector = 0; vector < tile.vectors(); vector++) {
      CodeBlock bias = loaded(array(TileLoop.BIAS), index(TileLoop.BIAS, vector));
      method.addStatement("$T $L = $L", VECTOR, bias(vector), bias);
    }
  }

  private void step() {
    loop.locals().forEach(local -> method.addStatement("int $L", local));
    for (int vector = 0; vector < tile.vectors(); vector++) {
      CodeBlock loaded = loaded(array(loop.vector()), index(loop.vector(), vector));
      method.addStatement("$T $L = $L", VECTOR, vector(vector), loaded);
    }
    for (int row = 0; row < tile.rows(); row++) {
      String scalar = TileLoop.ofRow(loop.scalar(), row);
      method.addStatement("$1T x$2L = $1T.broadcast(SPECIES, $3L)", VECTOR, row, scalar);
      for (int vector = 0; vector < tile.vectors(); vector++) {
        String sum = sum(row, vector);
        method.addStatement("$1L = $2L.fma(x$3L, $1L)", sum, vector(vector), row);
      }
      fence();
    }
  }

  private void fence() {
    if (!tile.fenced()) {
      return;
    }
    if (loop.run() != null) {
      method.addStatement("$T.acquireFence()", VarHandle.class);
    } else {
      method.beginControlFlow("if (FENCED)");
      method.addStatement("$T.acquireFence()", VarHandle.class);
      method.endControlFlow();
    }
  }

  private void end(String sum, String array, String index) {
    if (tile.sums() == Tile.Sums.ADDED) {
      method.addStatement(
          "$1T.fromArray(SPECIES, $3L, $4L).add($2L).intoArray($3L, $4L)",
          VECTOR,
          sum,
          array,
          index);
    } else {
      method.addStatement("$L.intoArray($L, $L)", sum, array, index);
    }
  }

  /** What is added lies as the sums do. */
  private void add(String sum, String array, String index) {
    method.addStatement(
        "$2L = $2L.add($1T.fromArray(SPECIES, addend, $3L))",
        VECTOR,
        sum,
        index.replace("oo +", "ao +"));
  }

  /**
   * Comparing and blending takes as long as some products: only where there is a bound, which is
   * not NaN. {@code Float.isNaN} would be a call: C2 has stopped inlining by then, and the sums
   * leave the registers.
   */
  private void bound(String bound, String beyond) {
    method.beginControlFlow("if ($1L == $1L)", bound);
    method.addStatement("$1T $2Ls = $1T.broadcast(SPECIES, $2L)", VECTOR, bound);
    forEachSum(
        (sum, array, index) ->
            method.addStatement(
                "$1L = $1L.blend($2Ls, $1L.compare($3T.$4L, $2Ls))",
                sum,
                bound,
                OPERATORS,
                beyond));
    method.endControlFlow();
  }

  private static String bias(int vector) {
    return "bias" + letter(vector);
  }

  private static String sum(int row, int vector) {
    return "sum" + row + letter(vector);
  }

  private static String vector(int vector) {
    return "v" + letter(vector);
  }

  private static char letter(int vector) {
    return (char) ('a' + vector);
  }

  private static String array(String place) {
    return place.substring(0, place.indexOf('['));
  }

  private static String index(String place, int vector) {
    String first = place.substring(place.indexOf('[') + 1, place.length() - 1);
    if (first.contains("V")) {
      return first.replace("V", Integer.toString(vector));
    }
    return switch (vector) {
      case 0 -> first;
      case 1 -> first + " + LENGTH";
      default -> first + " + " + vector + " * LENGTH";
    };
  }
}
