package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.Parameters;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Layers that change height and width: to a multiple, to a number, or to those of another. */
final class ResizeLayers {
  private final Step step;
  private final Primitives primitives;

  ResizeLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  Value convTranspose(Value x) {
    int out = step.positive("out");
    int kernel = step.positive("kernel");
    int stride = step.positive("stride");
    int padding = step.integer("padding");
    if (padding < 0) {
      step.fail(Message.PADDING_NEGATIVE, "padding", "ConvTranspose", padding);
    }
    int outputPadding = step.notNegative("outputPadding");
    if (stride > 0 && outputPadding >= stride) {
      step.fail(Message.OUTPUT_PADDING_RANGE, "outputPadding", outputPadding, stride);
    }
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    boolean bias = step.biasUnlessNormalized();
    return primitives.convolutionTranspose(
        x,
        new Contraction.ConvolutionTranspose(
            x.type().channels(), out, kernel, stride, padding, outputPadding, bias),
        step.spot);
  }

  Value upsample(Value x) {
    boolean scaled = step.annotation.given("scale");
    if (scaled == step.annotation.given("like")) {
      step.failHere(Message.UPSAMPLE_SIZE, List.of(), scaled ? "both" : "neither");
      return step.error();
    }
    return scaled ? scaled(x) : upsampledLike(x);
  }

  private Value scaled(Value x) {
    int scale = step.positive("scale");
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    TensorType type = ShapeRules.upsample(x.type(), scale);
    return type.isError() ? step.tooLarge() : upsampled(x, type);
  }

  private Value upsampledLike(Value x) {
    Value like = like(x);
    if (step.stops(x, like)) {
      return step.error();
    }
    TensorType type = ShapeRules.upsample(x.type(), like.type());
    return type.isError() ? mismatch(Message.UPSAMPLE_SMALLER, x, like.type()) : upsampled(x, type);
  }

  Value resize(Value x) {
    boolean high = step.annotation.given("height");
    boolean wide = step.annotation.given("width");
    boolean alike = step.annotation.given("like");
    if (high != wide || high == alike) {
      step.failHere(Message.RESIZE_SIZE, List.of(), sizes(high, wide, alike));
      return step.error();
    }
    if (alike) {
      Value like = like(x);
      return step.stops(x, like)
          ? step.error()
          : upsampled(x, like.type().withChannels(x.type().channels()));
    }
    int height = step.positive("height");
    int width = step.positive("width");
    return step.stops(x) || primitives.isNoMap(x)
        ? step.error()
        : upsampled(x, TensorType.map(x.type().channels(), height, width));
  }

  private static String sizes(boolean high, boolean wide, boolean alike) {
    String given =
        Stream.of(high ? "height" : "", wide ? "width" : "", alike ? "like" : "")
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(" and "));
    return given.isEmpty() ? "none of them" : given;
  }

  private Value upsampled(Value x, TensorType type) {
    Movement.Interpolation mode = Movement.Interpolation.valueOf(step.annotation.string("mode"));
    return resized(x, new Movement.Upsample(mode), type);
  }

  Value pixelShuffle(Value x) {
    int scale = step.positive("scale");
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    int channels = x.type().channels();
    long square = (long) scale * scale;
    if (channels % square != 0) {
      step.fail(Message.SHUFFLE_PIXELS, "scale", scale, square, channels);
      return step.error();
    }
    Movement.PixelShuffle op = new Movement.PixelShuffle(scale);
    TensorType type = ShapeRules.pixelShuffle(x.type(), op);
    return type.isError() ? step.tooLarge() : step.add(op, List.of(x), step.spot, type);
  }

  Value pad(Value x) {
    Movement.Pad op = Movement.Pad.of(step.positive("value"));
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    TensorType type = ShapeRules.pad(x.type(), op);
    return type.isError() ? step.tooLarge() : resized(x, op, type);
  }

  Value crop(Value x) {
    boolean centered = step.annotation.integer("offset") == Parameters.CENTER;
    int offset = centered ? 0 : step.notNegative("offset");
    Value like = like(x);
    if (step.stops(x, like)) {
      return step.error();
    }
    if (!ShapeRules.growAlike(x.type(), like.type())) {
      return mismatch(Message.CROP_VARIES, x, like.type());
    }
    Movement.Crop op =
        centered ? ShapeRules.cropCenter(x.type(), like.type()) : new Movement.Crop(offset, offset);
    TensorType type = ShapeRules.crop(x.type(), like.type(), op);
    if (!type.isError()) {
      return resized(x, op, type);
    }
    return ShapeRules.crop(x.type(), like.type(), new Movement.Crop(0, 0)).isError()
        ? mismatch(Message.CROP_LARGER, x, like.type())
        : mismatch(Message.CROP_OFFSET, x, like.type(), offset);
  }

  /** The layer whose size this one takes; an error type if there is none, which has been told. */
  private Value like(Value x) {
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    String name = step.annotation.string("like");
    Value like =
        step.scope.symbols.measured(name, step.annotation.place("like"), step.diagnostics());
    if (!like.type().isError() && !like.type().isMap()) {
      String features = like.type().inWords();
      step.fail(Message.LIKE_FEATURES, "like", step.annotation.name(), name, features);
      return step.error();
    }
    return like;
  }

  private Value mismatch(Message message, Value x, TensorType like, Object... more) {
    String name = step.annotation.string("like");
    String own = step.scope.symbols.nameOf(x);
    List<Object> arguments =
        new ArrayList<>(List.of(own, name, x.type().describe(), like.describe()));
    arguments.addAll(List.of(more));
    step.failHere(message, step.scope.traces.of(own, name), arguments.toArray());
    return step.error();
  }

  Value adaptiveAvgPool(Value x) {
    int size = step.positive("value");
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    TensorType type = ShapeRules.adaptiveAveragePool(x.type(), size);
    if (size == 1 && !type.equals(x.type())) {
      return primitives.globalAveragePool(x, step.spot);
    }
    OptionalInt window = ShapeRules.adaptiveWindow(x.type(), size);
    return resized(
        x,
        window.isPresent()
            ? Pooling.Pool.of(Pooling.Kind.AVERAGE, window.getAsInt())
            : new Pooling.AdaptiveAveragePool(),
        type);
  }

  /** The value itself if it has the size already. */
  private Value resized(Value x, Op op, TensorType type) {
    if (type.equals(x.type())) {
      return x;
    }
    return step.add(op, List.of(x), step.spot, type);
  }
}
