package dev.skipjack.benchmarks;

/** The networks, with the published figures that every contestant's copy has to meet. */
public enum BenchmarkNetwork {
  DENSENET_BC_100("densenet-bc-100", 32, 10, 769_162, 287_929_692L, 1024, 192),
  RESNET_20("resnet-20", 32, 10, 269_722, 40_551_040L, 512, 128),
  DENSENET_121("densenet-121", 224, 1000, 7_978_856, 2_834_161_664L, 1024, 224),
  RESNET_18("resnet-18", 224, 1000, 11_689_512, 1_814_073_344L, 1024, 288),
  RESNET_50("resnet-50", 224, 1000, 25_557_032, 4_089_184_256L, 2048, 416),
  MOBILENET("mobilenet", 224, 1000, 4_231_976, 568_740_352L, 1024, 160),
  MOBILENET_V2("mobilenet-v2", 224, 1000, 3_504_872, 300_774_272L, 3072, 160),
  EFFICIENTNET_B0("efficientnet-b0", 224, 1000, 5_288_548, 385_814_752L, 1024, 176),
  CONVNEXT_TINY("convnext-tiny", 224, 1000, 28_589_128, 4_455_531_264L, 1024, 1024),
  VIT_B_16("vit-b-16", 224, 1000, 86_567_656, 17_563_828_224L, 1024, 1024),
  VGG_11_BN("vgg-11-bn", 224, 1000, 132_868_840, 7_609_090_048L, 1024, 256);

  public static final int CHANNELS = 3;

  private final String title;
  private final int size;
  private final int classes;
  private final long parameters;
  private final long multiplyAdds;
  private final int heapMegabytes;
  private final int predictionMegabytes;

  BenchmarkNetwork(
      String title,
      int size,
      int classes,
      long parameters,
      long multiplyAdds,
      int heapMegabytes,
      int predictionMegabytes) {
    this.title = title;
    this.size = size;
    this.classes = classes;
    this.parameters = parameters;
    this.multiplyAdds = multiplyAdds;
    this.heapMegabytes = heapMegabytes;
    this.predictionMegabytes = predictionMegabytes;
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

  /** The most that the JVM of each contestant may use, 2^20 bytes each, beside native memory. */
  public int heapMegabytes() {
    return heapMegabytes;
  }

  /**
   * The most that our JVM may use for predictions of a few images, 2^20 bytes each: prepared
   * weights, maps, and some more.
   */
  int predictionMegabytes() {
    return predictionMegabytes;
  }

  /** As users write it. */
  @Override
  public String toString() {
    return title;
  }
}
