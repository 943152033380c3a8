package dev.skipjack.examples;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Skip;
import dev.skipjack.examples.networks.segmentation.FcDenseNet103;
import dev.skipjack.examples.networks.segmentation.FcDenseNet56;
import dev.skipjack.examples.networks.segmentation.FcDenseNet67;
import dev.skipjack.examples.networks.segmentation.Fcn16s;
import dev.skipjack.examples.networks.segmentation.Fcn32s;
import dev.skipjack.examples.networks.segmentation.Fcn8s;
import dev.skipjack.examples.networks.segmentation.FcnResNet50;
import java.util.Map;

/** Networks for images of any size at the sizes for which others count their multiply-adds. */
final class SizedNetworks {
  private static final Map<Class<?>, Class<?>> ORIGINALS =
      Map.of(
          Fcn32sAt500.class, Fcn32s.class,
          Fcn16sAt500.class, Fcn16s.class,
          Fcn8sAt500.class, Fcn8s.class,
          FcnResNet50At520.class, FcnResNet50.class,
          FcDenseNet56At224.class, FcDenseNet56.class,
          FcDenseNet67At224.class, FcDenseNet67.class,
          FcDenseNet103At224.class, FcDenseNet103.class);

  private SizedNetworks() {}

  /** The network for images of any size; others as they are. */
  static Class<?> original(Class<?> model) {
    return ORIGINALS.getOrDefault(model, model);
  }

  @Model(input = @Input(channels = 3, height = 500, width = 500))
  static class Fcn32sAt500 {
    @Backbone(value = Fcn32s.class, to = "logits")
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 500, width = 500))
  static class Fcn16sAt500 {
    @Backbone(value = Fcn16s.class, to = "logits")
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 500, width = 500))
  static class Fcn8sAt500 {
    @Backbone(value = Fcn8s.class, to = "logits")
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 520, width = 520))
  static class FcnResNet50At520 {
    @Backbone(value = FcnResNet50.class, to = "logits")
    Layer net;

    @From("net.aux")
    @Crop(like = Skip.INPUT)
    @Output
    Layer aux;

    @From("net")
    @Crop(like = Skip.INPUT)
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 224, width = 224))
  static class FcDenseNet56At224 {
    @Backbone(value = FcDenseNet56.class, to = "logits")
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 224, width = 224))
  static class FcDenseNet67At224 {
    @Backbone(value = FcDenseNet67.class, to = "logits")
    @Output
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 224, width = 224))
  static class FcDenseNet103At224 {
    @Backbone(value = FcDenseNet103.class, to = "logits")
    @Output
    Layer logits;
  }
}
