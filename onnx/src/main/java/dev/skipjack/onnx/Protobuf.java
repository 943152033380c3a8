package dev.skipjack.onnx;

import dev.skipjack.runtime.parameters.Parameter;
import java.util.Map;
import java.util.Map.Entry;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * The messages of onnx.proto. Their classes are those that come with ND4J's API, whose name they
 * have: no other class of ours sees them.
 */
final class Protobuf {
  /** The oldest that resizes height and width of a map and leaves its batch alone. */
  private static final int OPSET = 18;

  /** The version of the format in which that opset came (ONNX 1.13). */
  private static final int IR_VERSION = 8;

  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private Protobuf() {}

  /** The model without its graph. */
  static byte[] withoutGraph(Model model, String version) {
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("Skipjack")
            .setProducerVersion(version)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    model.metadata().entrySet().forEach(entry -> proto.addMetadataProps(entry(entry)));
    return proto.build().toByteArray();
  }

  private static StringStringEntryProto entry(Entry<String, String> entry) {
    return StringStringEntryProto.newBuilder()
        .setKey(entry.getKey())
        .setValue(entry.getValue())
        .build();
  }

  /** The graph without its weights. */
  static byte[] graphWithoutWeights(Model model) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(model.name());
    model.nodes().forEach(node -> graph.addNode(node(node)));
    model.constants().forEach(constant -> graph.addInitializer(tensor(constant)));
    model.inputs().forEach(input -> graph.addInput(value(input)));
    model.outputs().forEach(output -> graph.addOutput(value(output)));
    return graph.build().toByteArray();
  }

  private static NodeProto node(Node node) {
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setOpType(node.operator())
            .setName(node.name())
            .setDocString(node.annotation())
            .addAllInput(node.inputs())
            .addOutput(node.output());
    node.attributes().forEach(attribute -> proto.addAttribute(attribute(attribute)));
    return proto.build();
  }

  private static AttributeProto attribute(Attribute attribute) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(attribute.name());
    if (attribute instanceof Attribute.Whole whole) {
      proto.setType(AttributeProto.AttributeType.INT).setI(whole.value());
    } else if (attribute instanceof Attribute.Wholes wholes) {
      proto.setType(AttributeProto.AttributeType.INTS).addAllInts(wholes.values());
    } else if (attribute instanceof Attribute.Real real) {
      proto.setType(AttributeProto.AttributeType.FLOAT).setF((float) real.value());
    } else if (attribute instanceof Attribute.Word word) {
      proto
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(word.value()));
    }
    return proto.build();
  }

  private static TensorProto tensor(Constant constant) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(constant.name()).addAllDims(constant.shape());
    if (constant.whole()) {
      proto.setDataType(TensorProto.DataType.INT64_VALUE);
      constant.values().forEach(value -> proto.addInt64Data(value.longValue()));
    } else {
      proto.setDataType(FLOAT);
      constant.values().forEach(value -> proto.addFloatData(value.floatValue()));
    }
    return proto.build();
  }

  private static ValueInfoProto value(ValueInfo info) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String size : info.shape()) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      if (size.matches("\\d+")) {
        dimension.setDimValue(Long.parseLong(size));
      } else {
        dimension.setDimParam(size);
      }
      shape.addDim(dimension);
    }
    return ValueInfoProto.newBuilder()
        .setName(info.name())
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
        .build();
  }

  /** A weight without its elements. */
  static byte[] withoutElements(Parameter weight) {
    return header(weight).build().toByteArray();
  }

  /**
   * A weight whose elements are in a file beside the model's.
   *
   * @param place by the keys that ONNX has for it
   */
  static byte[] external(Parameter weight, Map<String, String> place) {
    TensorProto.Builder proto = header(weight);
    place.entrySet().forEach(entry -> proto.addExternalData(entry(entry)));
    return proto.setDataLocation(TensorProto.DataLocation.EXTERNAL).build().toByteArray();
  }

  private static TensorProto.Builder header(Parameter weight) {
    TensorProto.Builder proto = TensorProto.newBuilder().setName(weight.name()).setDataType(FLOAT);
    for (long size : weight.shape()) {
      proto.addDims(size);
    }
    return proto;
  }
}
