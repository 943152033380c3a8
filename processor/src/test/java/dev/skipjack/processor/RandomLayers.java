package dev.skipjack.processor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A model of layers that were drawn by chance. Maps keep their size and have 4 or 8 channels, so
 * that nearly everything can be added to, concatenated with and read by everything else: that is
 * where memory is shared in strange ways.
 */
final class RandomLayers {
  private final Random random;
  private final List<Field> fields = new ArrayList<>();

  private static final class Field {
    final String name;
    final int channels;
    String annotations;
    boolean isRead;
    boolean isOutput;

    Field(String name, int channels, String annotations) {
      this.name = name;
      this.channels = channels;
      this.annotations = annotations;
    }
  }

  private RandomLayers(long seed) {
    this.random = new Random(seed);
  }

  /** The same for the same seed; the last layer has 5 features. */
  static String of(long seed) {
    return new RandomLayers(seed).draw();
  }

  private String draw() {
    add("@Conv(out = 8, kernel = 3) " + tail(), 8);
    int count = 3 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      addOne();
    }
    add("@GlobalAvgPool @Linear(out = 5)", 5);
    return fields.stream()
        .map(
            f ->
                f.annotations
                    + (f.isOutput || !f.isRead && !f.annotations.contains("@Linear")
                        ? " @Output"
                        : "")
                    + " Layer "
                    + f.name
                    + ";")
        .collect(Collectors.joining("\n"));
  }

  /** Behind the last layer, or behind an earlier one. */
  private void addOne() {
    Field from = fields.get(fields.size() - 1);
    String prefix = "";
    if (chance(0.35)) {
      from = any(fields);
      prefix = "@From(\"" + from.name + "\") ";
    }
    from.isRead = true;
    int out = chance(0.5) ? 4 : 8;
    List<Field> others = new ArrayList<>(sameChannels(from.channels));
    others.remove(from);
    switch (random.nextInt(14)) {
      case 0 -> add(prefix + convolution(out) + tail(), out);
      case 1 -> add(prefix + "@BatchNorm @Relu " + convolution(out), out);
      case 2, 3, 4 -> {
        Field shortcut = read(any(fields));
        String norm = chance(0.6) ? "@BatchNorm " : "";
        String relu = chance(0.6) ? " @Relu" : "";
        String skip = "@Skip(from = \"" + shortcut.name + "\")" + relu;
        add(prefix + convolution(shortcut.channels) + norm + skip, shortcut.channels);
      }
      case 5 -> {
        Field other = any(others);
        String sum = other == null ? "" : "@Add(\"" + read(other).name + "\")";
        add(prefix + sum + activation(), from.channels);
      }
      case 6, 7 -> {
        Field other = read(any(fields));
        add(prefix + "@Concat(\"" + other.name + "\") " + convolution(out) + tail(), out);
      }
      case 8 -> { // the gradient of the sum is shared, and taken apart
        Field part = read(any(fields));
        int all = from.channels + part.channels;
        if (chance(0.7) || sameChannels(all).isEmpty()) {
          add("@From(\"" + from.name + "\") " + convolution(all), all);
        }
        Field sum = read(any(sameChannels(all)));
        String wide = "@Concat(\"" + part.name + "\") @Add(\"" + sum.name + "\")";
        add("@From(\"" + from.name + "\") " + wide + (chance(0.5) ? activation() : ""), all);
      }
      case 9 -> {
        String all = chance(0.5) ? ", newOnly = true" : "";
        int grown = all.isEmpty() ? from.channels + 4 : 4;
        add(prefix + "@DenseBlock(layers = 2, growth = 2" + all + ")", grown);
      }
      case 10 -> add(prefix + "@Residual(blocks = 1, out = " + out + ")", out);
      case 11 -> add(prefix + pool(), from.channels);
      case 12 -> add(prefix + "@Dropout(0.25)" + activation(), from.channels);
      default ->
          add(prefix + "@MaxPool(kernel = 2) " + convolution(out) + "@Upsample(scale = 2)", out);
    }
  }

  private void add(String annotations, int channels) {
    boolean convolves = annotations.startsWith("@Conv");
    String freeze = convolves && fields.size() > 1 && chance(0.1) ? "@Freeze " : "";
    Field field = new Field("l" + fields.size(), channels, freeze + annotations);
    field.isOutput = channels != 5 && chance(0.08);
    if (!fields.isEmpty() && !annotations.startsWith("@From")) {
      fields.get(fields.size() - 1).isRead = true;
    }
    fields.add(field);
  }

  private static Field read(Field field) {
    field.isRead = true;
    return field;
  }

  private List<Field> sameChannels(int channels) {
    return fields.stream().filter(f -> f.channels == channels).toList();
  }

  /** One of them; null if there is none. */
  private Field any(List<Field> some) {
    return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private String convolution(int out) {
    List<String> kinds =
        new ArrayList<>(
            List.of(
                "@Conv(out = %d, kernel = 3) ",
                "@Conv(out = %d, kernel = 1) ",
                "@Conv(out = %d, kernel = {1, 5}) ",
                "@Conv(out = %d, kernel = 3, bias = true) ",
                "@Conv(out = %d, kernel = 3, groups = 2) ",
                "@ConvTranspose(out = %d, kernel = 3, padding = 1) "));
    Collections.shuffle(kinds, random);
    return kinds.get(0).formatted(out);
  }

  private String tail() {
    return (chance(0.5) ? "@BatchNorm" : "") + activation();
  }

  private String activation() {
    return List.of(
            " @Relu", " @Relu", " @Tanh", " @Sigmoid", " @LeakyRelu(0.1)", " @Silu", " @Relu6")
        .get(random.nextInt(7));
  }

  private String pool() {
    return List.of(
            "@MaxPool(kernel = 3, stride = 1, padding = 1)",
            "@AvgPool(kernel = 3, stride = 1, padding = 1)",
            "@BatchNorm @Relu @MaxPool(kernel = 3, stride = 1, padding = 1)",
            "@LocalResponseNorm(size = 3)",
            "@GroupNorm(groups = 1)",
            "@LayerNorm",
            "@InstanceNorm")
        .get(random.nextInt(7));
  }
}
