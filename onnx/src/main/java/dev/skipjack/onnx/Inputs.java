package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.List;

/** The inputs of a model, the images first, and what is done to these before anything else. */
final class Inputs {
  /** What a sample of a picture is at most. */
  private static final double WHITE = 255;

  private final Nodes nodes;
  private final ImageSize image;
  private final Preparation preparation;
  private final List<ValueInfo> infos = new ArrayList<>();

  /**
   * @param preparation null for none
   */
  Inputs(Nodes nodes, ImageSize image, Preparation preparation) {
    this.nodes = nodes;
    this.image = image;
    this.preparation = preparation;
  }

  void add(String value, int channels, MapSize size) {
    boolean first = infos.isEmpty();
    infos.add(ValueInfo.of(value, channels, size));
    if (first) {
      image.of(value);
    }
    if (first && preparation != null) {
      normalize(value, channels);
    }
  }

  void add(String value, int features) {
    infos.add(ValueInfo.of(value, features, null));
  }

  private void normalize(String images, long channels) {
    nodes.at(images, "(samples / 255 - mean) / standard deviation");
    List<Long> shape = List.of(1L, channels, 1L, 1L);
    double[] mean = preparation.mean().stream().mapToDouble(m -> WHITE * m).toArray();
    double[] deviation =
        preparation.standardDeviation().stream().mapToDouble(d -> WHITE * d).toArray();
    String centred =
        nodes.add(
            "Sub", images + "/centred", List.of(images, nodes.real(images + "/mean", shape, mean)));
    String normalized =
        nodes.add(
            "Div",
            images + "/normalized",
            List.of(centred, nodes.real(images + "/deviation", shape, deviation)));
    nodes.rename(images, normalized);
  }

  boolean has(String value) {
    return infos.stream().anyMatch(input -> input.name().equals(value));
  }

  List<ValueInfo> infos() {
    return infos;
  }
}
