package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pyramids on the maps of a model whose strides are powers of two. */
final class Pyramids {
  private final Draft draft;

  Pyramids(Draft draft) {
    this.draft = draft;
  }

  /** Writes a field with one, if there are two such maps. */
  void write() {
    List<Known> taps = new ArrayList<>();
    int least = 0;
    for (Known map : draft.maps()) {
      int stride = stride(map.shape());
      if (Integer.bitCount(stride) == 1 && stride > least && !map.name().equals("input")) {
        taps.add(map);
        least = stride;
      }
    }
    if (taps.size() < 2) {
      return;
    }
    FieldBuilder field = new FieldBuilder(draft.nextName(), taps.get(0));
    int out = draft.choices.of(2, 4, 8, 16);
    String names = taps.stream().map(Known::quoted).collect(Collectors.joining(", ", "{", "}"));
    AnnotationSource layer = AnnotationSource.of("Pyramid").with("taps", names).with("out", out);
    boolean extra = draft.choices.chance(0.5);
    layer = extra ? layer.with("extra", "Pyramid.Extra.MAX_POOL") : layer;
    for (Known tap : taps) {
      if (!draft.effort.spendConvolution(out, tap.shape().withChannels(out), 3, 1)
          || !draft.effort.spendConvolution(
              tap.shape().channels(), tap.shape().withChannels(out), 1, 1)) {
        return;
      }
    }
    taps.forEach(field::reads);
    field.layer(layer, taps.get(0).shape().withChannels(out));
    List<Known> levels = new ArrayList<>();
    Shape coarsest = null;
    for (Known tap : taps) {
      coarsest = tap.shape().withChannels(out);
      levels.add(level(field, stride(tap.shape()), coarsest));
    }
    if (extra) {
      levels.add(level(field, 2 * least, coarsest.strided(out, 2)));
    }
    draft.closeOfParts(field, levels);
  }

  private static Known level(FieldBuilder field, int stride, Shape shape) {
    return new Known(field.name + ".p" + Integer.numberOfTrailingZeros(stride), shape);
  }

  /** As the compiler finds it: how many pixels of the image there are for one of the map. */
  private int stride(Shape map) {
    int most = Math.max(draft.input.height(), draft.input.width());
    for (int stride = 1; stride <= most; stride *= 2) {
      if (isBetween(draft.input.height(), map.height(), stride)
          && isBetween(draft.input.width(), map.width(), stride)) {
        return stride;
      }
    }
    return 0;
  }

  private static boolean isBetween(int image, int map, int stride) {
    return image / stride <= map && map <= (image - 1) / stride + 1;
  }
}
