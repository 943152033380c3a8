package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.List;

/** Dense blocks and transitions (Huang et al. 2017, section 3), named as torchvision names them. */
final class DenseLayers {
  private final Step step;
  private final Primitives primitives;
  private final String field;

  DenseLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
    this.field = step.spot.value();
  }

  Value denseBlock(Value x) {
    int layers = step.positive("layers");
    int growth = step.positive("growth");
    int bottleneck = step.integer("bottleneck");
    double dropout = step.annotation.real("dropout");
    SingleLayers.checkProbability(step, "dropout", dropout);
    if (bottleneck < 0) {
      step.fail(Message.BOTTLENECK_NEGATIVE, "bottleneck", bottleneck);
    }
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    long widest =
        Math.max(x.type().channels() + (long) layers * growth, (long) bottleneck * growth);
    if (widest > Integer.MAX_VALUE) {
      return step.tooLarge();
    }
    if (step.isTooLarge(field, x.type().withChannels((int) widest))
        || step.areTooMany("layers", layers)) {
      return step.error();
    }
    Value all = x;
    for (int layer = 1; layer <= layers; layer++) {
      Value grown = layer(all, layer, growth, bottleneck, dropout);
      if (step.stops(grown) || step.areTooMany()) {
        return step.error();
      }
      TensorType type = ShapeRules.concat(List.of(all.type(), grown.type()));
      boolean isOutput = layer == layers && !step.annotation.bool("newOnly");
      String name = isOutput ? field : field + (layer == layers ? "All" : "Input" + (layer + 1));
      all = step.graph.add(new Movement.Concat(), List.of(all, grown), name, type, origin(layer));
    }
    return step.annotation.bool("newOnly") ? newOf(all, layers * growth) : all;
  }

  /** What the layers grew lies behind the block's input. */
  private Value newOf(Value all, int grown) {
    return step.graph.add(
        new Movement.Slice(all.type().channels() - grown),
        List.of(all),
        field,
        ShapeRules.slice(all.type(), grown),
        step.spot.origin());
  }

  private LayerOrigin origin(int layer) {
    LayerOrigin block = (LayerOrigin) step.spot.origin();
    return new LayerOrigin(
        block.describe() + " layer " + layer, block.group() + "Layer" + layer, block.layer());
  }

  private Value layer(Value x, int layer, int growth, int bottleneck, double dropout) {
    String name = field + "Layer" + layer;
    String weights = step.spot.weights() + ".denselayer" + layer;
    Spot spot = new Spot(name, weights, origin(layer));
    if (bottleneck == 0) {
      return unit(x, growth, 3, dropout, spot, "1", name);
    }
    Value narrow = unit(x, bottleneck * growth, 1, dropout, spot, "1", name + "Bottleneck");
    return unit(narrow, growth, 3, dropout, spot, "2", name);
  }

  /** BN-ReLU-convolution, then dropout if there is any. */
  private Value unit(
      Value x, int out, int kernel, double dropout, Spot spot, String number, String outName) {
    Value norm = norm(x, spot, "Norm" + number, "norm" + number);
    Value relu = primitives.relu(norm, spot.at(spot.value() + "Relu" + number, ""));
    if (step.stops(relu)) {
      return step.error();
    }
    Contraction.Convolution op = convolution(relu, out, kernel);
    String convName = dropout > 0 ? spot.value() + "Conv" + number : outName;
    Spot conv = spot.at(convName, spot.weights() + ".conv" + number);
    Value y = primitives.convolution(relu, op, true, conv);
    return dropout > 0 ? primitives.dropout(y, dropout, spot.at(outName, "")) : y;
  }

  private Value norm(Value x, Spot spot, String value, String weight) {
    return primitives.batchNorm(
        x,
        Primitives.EPSILON,
        Primitives.MOMENTUM,
        spot.at(spot.value() + value, spot.weights() + "." + weight));
  }

  private Contraction.Convolution convolution(Value x, int out, int kernel) {
    boolean bias = step.annotation.bool("bias");
    return new Contraction.Convolution(x.type().channels(), out, kernel, 1, kernel / 2, 1, 1, bias);
  }

  Value transition(Value x) {
    double compression = step.annotation.real("compression");
    if (!(compression > 0 && compression <= 1)) {
      step.fail(Message.COMPRESSION_RANGE, "compression", compression);
    }
    double dropout = step.annotation.real("dropout");
    SingleLayers.checkProbability(step, "dropout", dropout);
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    int out = (int) (x.type().channels() * compression);
    if (out == 0) {
      step.fail(Message.COMPRESSION_NOTHING, "compression", compression, x.type().channels());
      return step.error();
    }
    Spot spot = step.spot;
    Value relu = primitives.relu(norm(x, spot, "Norm", "norm"), spot.at(field + "Relu", ""));
    if (step.stops(relu)) {
      return step.error();
    }
    Spot conv = spot.at(field + "Conv", spot.weights() + ".conv");
    Value narrow = primitives.convolution(relu, convolution(relu, out, 1), true, conv);
    if (dropout > 0) {
      narrow = primitives.dropout(narrow, dropout, spot.at(field + "Dropout", ""));
    }
    boolean max = step.annotation.string("pool").equals("MAX");
    Pooling.Kind kind = max ? Pooling.Kind.MAX : Pooling.Kind.AVERAGE;
    return primitives.pool(narrow, Pooling.Pool.of(kind, 2), spot);
  }
}
