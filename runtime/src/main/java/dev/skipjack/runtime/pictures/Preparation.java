package dev.skipjack.runtime.pictures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * How pictures become a network's input, as a value: whoever predicts prepares them as they were
 * for training. It lies in the weight file. In this order a picture is made grey or RGB, framed,
 * put in the middle of black, given its channels, and normalised. Immutable.
 *
 * @param grey whether colours are dropped
 * @param channels of the input: grey is repeated
 * @param framing how a picture of any size becomes one of the size {@code frame}
 * @param covered what the resized picture just covers, where framing is {@link Framing#CROP}; else
 *     the frame
 * @param frame what is seen of a picture, in pixels
 * @param input the frame and the black around it, in pixels
 * @param mean of each channel, in 0 to 1, which is subtracted
 * @param standardDeviation of each channel, in 0 to 1, by which is divided
 * @param classNames in the order of the network's outputs; may be empty
 */
public record Preparation(
    boolean grey,
    int channels,
    Framing framing,
    Size covered,
    Size frame,
    Size input,
    List<Double> mean,
    List<Double> standardDeviation,
    List<String> classNames) {

  /** Torchvision evaluates 224 pixels out of 256. */
  private static final double COVERED_BY_FRAME = 256.0 / 224;

  /**
   * @throws IllegalArgumentException if the channels are not 1 or 3, or 3 of grey; a size is larger
   *     than the one that it lies in; means and deviations are not one for each channel, not finite
   *     or not above 0
   */
  public Preparation {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    classNames = List.copyOf(classNames);
    require(
        channels == 3 || channels == 1 && grey,
        "an input has 3 channels, or 1 of grey; got %d",
        channels);
    require(
        framing == Framing.CROP ? holds(covered, frame) : covered.equals(frame),
        framing == Framing.CROP
            ? "a frame of %2$s cannot be cut out of %1$s: resize to more"
            : "only what is cropped is resized to another size (%s) than its frame, %s",
        covered,
        frame);
    require(holds(input, frame), "a frame of %s does not fit an input of %s", frame, input);
    require(
        mean.size() == channels && standardDeviation.size() == channels,
        "%d channels need as many means and standard deviations, got %s and %s",
        channels,
        mean,
        standardDeviation);
    require(mean.stream().allMatch(Double::isFinite), "means must be finite, got %s", mean);
    require(
        standardDeviation.stream().allMatch(value -> value > 0 && Double.isFinite(value)),
        "standard deviations must be above 0, got %s",
        standardDeviation);
  }

  /** Torchvision's for evaluation: 224 pixels out of 256, or as much of another size. */
  public static Preparation of(int channels, int height, int width) {
    return of(Framing.CROP, channels, height, width);
  }

  /**
   * Pictures in this frame, in 0 to 1, without names of classes.
   *
   * @param channels 1 for grey or 3 for RGB
   */
  public static Preparation of(Framing framing, int channels, int height, int width) {
    Size frame = new Size(height, width);
    Size covered =
        framing == Framing.CROP
            ? new Size(
                (int) Math.round(height * COVERED_BY_FRAME),
                (int) Math.round(width * COVERED_BY_FRAME))
            : frame;
    return new Preparation(
        channels == 1,
        channels,
        framing,
        covered,
        frame,
        frame,
        repeated(0, channels),
        repeated(1, channels),
        List.of());
  }

  /** The same for a cropped frame out of another size. */
  public Preparation covering(int height, int width) {
    return new Preparation(
        grey,
        channels,
        framing,
        new Size(height, width),
        frame,
        input,
        mean,
        standardDeviation,
        classNames);
  }

  /** The same framed in another way; cropped ones are resized to no more than the frame. */
  public Preparation framed(Framing other) {
    return new Preparation(
        grey, channels, other, frame, frame, input, mean, standardDeviation, classNames);
  }

  /** The same in the middle of black; an odd pixel goes to the bottom and to the right. */
  public Preparation padded(int height, int width) {
    return fitted(channels, height, width);
  }

  /**
   * The same for an input of other channels, in the middle of black, as {@code ImageSet.fit} does
   * it.
   *
   * @throws IllegalArgumentException if that would drop channels or cut pixels off
   */
  public Preparation fitted(int toChannels, int height, int width) {
    return new Preparation(
        grey,
        toChannels,
        framing,
        covered,
        frame,
        new Size(height, width),
        fitted(mean, toChannels),
        fitted(standardDeviation, toChannels),
        classNames);
  }

  private static List<Double> fitted(List<Double> values, int channels) {
    return values.size() == 1 ? repeated(values.get(0), channels) : values;
  }

  /** The same of grey pictures, repeated. */
  public Preparation ofGrey() {
    return new Preparation(
        true, channels, framing, covered, frame, input, mean, standardDeviation, classNames);
  }

  /**
   * The same normalised.
   *
   * @param newMean of each channel, in 0 to 1; one value serves every channel
   * @param newDeviation likewise; above 0
   */
  public Preparation normalized(double[] newMean, double[] newDeviation) {
    return new Preparation(
        grey,
        channels,
        framing,
        covered,
        frame,
        input,
        perChannel(newMean),
        perChannel(newDeviation),
        classNames);
  }

  /** The same with the names of the classes, in the order of the network's outputs. */
  public Preparation withClasses(List<String> names) {
    return new Preparation(
        grey, channels, framing, covered, frame, input, mean, standardDeviation, names);
  }

  /**
   * What a network sees of a picture, before it is normalised.
   *
   * @return unsigned, {@code [channels, height, width]} of the input in C order
   */
  public byte[] apply(Picture picture) {
    return applyToFramed(frame(grey ? picture.grey() : picture.rgb()));
  }

  /**
   * The same of a picture that already has the frame's size and colours, for instance because
   * random transforms gave it to them.
   *
   * @param framed grey or RGB as this preparation has it
   * @throws IllegalArgumentException if it has another size
   */
  public byte[] applyToFramed(Picture framed) {
    return place(grey ? framed.grey() : framed.rgb(), channels, 0);
  }

  /**
   * A picture's label map framed and padded as {@link #apply} does it with the picture, without any
   * mixing of labels.
   *
   * @param labels grey, a class in each sample
   * @param ignored the label of pixels that the picture does not have
   * @return unsigned, {@code [height, width]} of the input in C order
   */
  public byte[] applyToLabels(Picture labels, int ignored) {
    Picture framed =
        switch (framing) {
          case SQUASH -> nearest(labels, frame);
          case CROP ->
              Crop.middle(nearest(labels, labels.size().covering(covered)), frame, ignored);
          case PAD ->
              Crop.middle(nearest(labels, labels.size().fittingInto(frame)), frame, ignored);
        };
    return applyToFramedLabels(framed, ignored);
  }

  /** The same of a label map that already has the frame's size. */
  public byte[] applyToFramedLabels(Picture framed, int ignored) {
    return place(framed, 1, ignored);
  }

  /** In the middle of the input, with one channel repeated. */
  private byte[] place(Picture framed, int channels, int around) {
    require(framed.size().equals(frame), "expected a picture of %s, got %s", frame, framed.size());
    byte[] from = framed.array();
    int framePlane = frame.height() * frame.width();
    int inputPlane = Math.multiplyExact(input.height(), input.width());
    byte[] prepared = new byte[Math.multiplyExact(channels, inputPlane)];
    if (around != 0) {
      Arrays.fill(prepared, (byte) around);
    }
    int top = (input.height() - frame.height()) / 2;
    int left = (input.width() - frame.width()) / 2;
    for (int channel = 0; channel < channels; channel++) {
      int source = framed.channels() == 1 ? 0 : channel * framePlane;
      for (int y = 0; y < frame.height(); y++) {
        int at = channel * inputPlane + (top + y) * input.width() + left;
        System.arraycopy(from, source + y * frame.width(), prepared, at, frame.width());
      }
    }
    return prepared;
  }

  private Picture frame(Picture picture) {
    return switch (framing) {
      case SQUASH -> Resampling.bilinear(picture, frame);
      case CROP ->
          Crop.middle(Resampling.bilinear(picture, picture.size().covering(covered)), frame, 0);
      case PAD ->
          Crop.middle(Resampling.bilinear(picture, picture.size().fittingInto(frame)), frame, 0);
    };
  }

  private static Picture nearest(Picture labels, Size to) {
    return Resampling.nearest(labels, 0, 0, labels.size(), to);
  }

  private List<Double> perChannel(double[] values) {
    return values.length == 1
        ? repeated(values[0], channels)
        : Arrays.stream(values).boxed().toList();
  }

  private static List<Double> repeated(double value, int count) {
    return DoubleStream.generate(() -> value).limit(Math.max(0, count)).boxed().toList();
  }

  private static boolean holds(Size outer, Size inner) {
    return outer.height() >= inner.height() && outer.width() >= inner.width();
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }

  /** In the order in which it happens, for instance {@code grey, 28x28 cropped out of ...}. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, mean %s, standard deviation %s",
        describeFraming(),
        mean,
        standardDeviation);
  }

  /** The same without normalisation. */
  public String describeFraming() {
    StringBuilder text = new StringBuilder(grey ? "grey" : "RGB");
    switch (framing) {
      case CROP -> text.append(", ").append(frame).append(" cropped out of ").append(covered);
      case SQUASH -> text.append(", squashed to ").append(frame);
      case PAD -> text.append(", fitted into ").append(frame);
    }
    if (!input.equals(frame)) {
      text.append(", padded to ").append(input);
    }
    return text.toString();
  }
}
