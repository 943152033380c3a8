package dev.skipjack.benchmarks;

/** The networks, with the published figures that every contestant's copy has to meet. */
public enum BenchmarkNetwork {
  DENSENET_BC_100("densenet-bc-100", 32, 10, 769_162, 287_929_692L),
  RESNET_20("resnet-20", 32, 10, 269_722, 40_551_040L),
  DENSENET_121("densenet-121", 224, 1000, 7_978_856, 2_834_161_664L),
  RESNET_18("resnet-18", 224, 1000, 11_689_512, 1_814_073_344L),
  VGG_11_BN("vgg-11-bn", 224, 1000, 132_868_840, 7_609_090_048L);

  public static final int CHANNELS = 3;

  private final String title;
  private final int size;
  private final int classes;
  private final long parameters;
  private final long multiplyAdds;

  BenchmarkNetwork(String title, int size, int classes, long parameters, long multiplyAdds) {
    this.title = title;
    this.size = size;
    this.classes = classes;
    this.parameters = parameters;
    this.multiplyAdds = multiplyAdds;
  }

  /** Height and width of an image, in pixels. */
  public int size() {
    return size;
  }

  public int classes() {
    return classes;
  }

  /** Learned numbers; running statistics are not counted. */
  public long parameters() {
    return parameters;
  }

  /** Of convolutions and linear layers in one forward pass of one image, as published. */
  public long multiplyAdds() {
    return multiplyAdds;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return title;
  }
}
