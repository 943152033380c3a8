package dev.skipjack.runtime.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Numbers that another program computed: lines of a name and numbers. */
public final class CsvRows {
  private CsvRows() {}

  /** The numbers after a name. */
  public static double[] of(Class<?> beside, String file, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line = lines.lines().filter(l -> l.startsWith(name + ",")).findFirst().orElseThrow();
      return Stream.of(line.split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
    }
  }
}
