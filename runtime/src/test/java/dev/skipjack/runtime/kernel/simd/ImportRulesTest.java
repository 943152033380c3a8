package dev.skipjack.runtime.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which rooms of the fast provider may see which; none sees the root, which sees all. */
class ImportRulesTest {
  private static final String ROOT = "dev.skipjack.runtime.kernel.simd";
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** Each sees rooms above it, and those alone that stand here. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("threads", Set.of()),
          Map.entry("lanes", Set.of("threads")),
          Map.entry("maps", Set.of("threads", "lanes")),
          Map.entry("activation", Set.of("threads", "lanes", "maps")),
          Map.entry("elementwise", Set.of("threads", "lanes", "maps")),
          Map.entry("movement", Set.of("threads", "lanes", "maps")),
          Map.entry("optimizer", Set.of("threads", "lanes", "maps")),
          Map.entry("product", Set.of("threads", "lanes", "maps")),
          Map.entry("linear", Set.of("threads", "lanes", "maps", "product")),
          Map.entry("fusion", Set.of("threads", "lanes", "maps", "product", "activation")),
          Map.entry("pool", Set.of("threads", "lanes", "maps", "fusion")),
          Map.entry("norm", Set.of("threads", "lanes", "maps", "activation", "fusion")),
          Map.entry("sequence", Set.of("threads", "lanes", "maps", "product", "norm")),
          Map.entry("algorithm", Set.of("threads", "lanes", "maps", "product", "fusion")),
          Map.entry(
              "direct",
              Set.of("threads", "lanes", "maps", "product", "activation", "fusion", "algorithm")),
          Map.entry(
              "winograd",
              Set.of("threads", "lanes", "maps", "product", "fusion", "algorithm", "direct")),
          Map.entry(
              "convolution",
              Set.of("threads", "maps", "product", "fusion", "algorithm", "direct", "winograd")));

  @Test
  void roomsSeeThoseBelowThem() throws IOException {
    List<String> broken = new ArrayList<>();
    Set<String> rooms = new HashSet<>();
    try (Stream<Path> files = Files.walk(SOURCES.resolve(ROOT.replace('.', '/')))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String room = roomOf(file);
        rooms.add(room);
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("import ")) {
            String imported = line.replaceAll("^import (static )?|;$", "");
            if (!isAllowed(room, imported)) {
              broken.add(SOURCES.relativize(file) + ": " + imported);
            }
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    rooms.remove("");
    assertThat(rooms).isEqualTo(MAY_IMPORT.keySet());
  }

  /** Whoever is bound sees tensors; arrays come from callers that keep their own. */
  @Test
  void arraysOfNd4jComeWithEachCallAlone() throws IOException {
    Path root = SOURCES.resolve(ROOT.replace('.', '/'));
    List<String> seeing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains("INDArray")) {
          seeing.add(root.relativize(file).toString());
        }
      }
    }
    assertThat(seeing)
        .contains("maps/KnownArrays.java")
        .allMatch(
            file ->
                file.equals("maps/KnownArrays.java")
                    || file.equals("movement/TransferKernel.java")
                    || file.startsWith("optimizer/"));
  }

  /** Arrows point one way if rooms can be taken away, one after the other, that see no other. */
  @Test
  void arrowsPointOneWay() {
    Set<String> left = new HashSet<>(MAY_IMPORT.keySet());
    boolean isLess = true;
    while (isLess) {
      isLess = left.removeIf(room -> MAY_IMPORT.get(room).stream().noneMatch(left::contains));
    }
    assertThat(left).isEmpty();
  }

  private static String roomOf(Path file) {
    Path root = SOURCES.resolve(ROOT.replace('.', '/'));
    return root.relativize(file.getParent()).toString();
  }

  private static boolean isAllowed(String room, String imported) {
    if (!imported.startsWith(ROOT + ".") || room.isEmpty()) {
      return true;
    }
    String to = imported.substring(ROOT.length() + 1).replaceAll("\\..*", "");
    return to.equals(room) || MAY_IMPORT.getOrDefault(room, Set.of()).contains(to);
  }

  @Test
  void theRulesWouldFindAViolation() {
    assertThat(isAllowed("lanes", ROOT + ".maps.Planes")).isFalse();
    assertThat(isAllowed("direct", ROOT + ".winograd.TileGrid")).isFalse();
    assertThat(isAllowed("pool", ROOT + ".SimdKernels")).isFalse();
    assertThat(isAllowed("winograd", ROOT + ".direct.PaddedInput")).isTrue();
    assertThat(isAllowed("", ROOT + ".pool.PoolKernel")).isTrue();
  }
}
