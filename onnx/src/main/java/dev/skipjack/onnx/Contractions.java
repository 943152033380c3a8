package dev.skipjack.onnx;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import java.util.List;

/** Convolutions and linear layers. */
final class Contractions {
  private final Nodes nodes;

  Contractions(Nodes nodes) {
    this.nodes = nodes;
  }

  void convolution(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    nodes.add(
        "Conv",
        out,
        withBias(x, weight, bias),
        Attribute.list("kernel_shape", spec.kernel().height(), spec.kernel().width()),
        Attribute.list("strides", spec.strides().height(), spec.strides().width()),
        pads(spec.padding().height(), spec.padding().width()),
        Attribute.list("dilations", spec.dilation(), spec.dilation()),
        Attribute.of("group", spec.groups()));
  }

  void pixelLinear(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    String shape = nodes.whole(out + "/filtersShape", spec.outChannels(), spec.inChannels(), 1, 1);
    String filters = nodes.add("Reshape", out + "/filters", List.of(weight, shape));
    convolution(out, spec, x, filters, bias);
  }

  void convolutionTranspose(
      String out, ConvolutionTransposeSpec spec, String x, String weight, String bias) {
    nodes.add(
        "ConvTranspose",
        out,
        withBias(x, weight, bias),
        Attribute.list("kernel_shape", spec.kernel(), spec.kernel()),
        Attribute.list("strides", spec.stride(), spec.stride()),
        pads(spec.padding(), spec.padding()),
        Attribute.list("output_padding", spec.outputPadding(), spec.outputPadding()));
  }

  void linear(String out, String x, String weight, String bias) {
    nodes.add("Gemm", out, withBias(x, weight, bias), Attribute.of("transB", 1));
  }

  private static Attribute pads(long high, long wide) {
    return Attribute.list("pads", high, wide, high, wide);
  }

  private static List<String> withBias(String x, String weight, String bias) {
    return bias == null ? List.of(x, weight) : List.of(x, weight, bias);
  }
}
