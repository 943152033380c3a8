package dev.skipjack.runtime.custom;

/**
 * A layer of your own, placed in a model with {@code @Custom(MyLayer.class)}: what becomes of one
 * image, and the gradient of that. Its learned parameters are declared by {@link Weight}
 * annotations on the class. The class and its constructor are public; the constructor takes the
 * {@code numbers} of {@code @Custom}, or nothing.
 *
 * <p>Networks compute in FLOAT or DOUBLE; a custom layer sees doubles in both, and what it writes
 * is rounded. It runs for each image of a batch alone, so that predictions do not depend on the
 * batch, one image after the other, on one thread. Each place in each network, training, predicting
 * or forked, has an object of its own, so it may keep arrays in fields to work in. It keeps no
 * values in them: the backward pass may be that of another image than the last forward pass, and of
 * another object.
 *
 * <p>{@link GradientCheck} compares {@link #backward} with finite differences of {@link #forward}.
 */
public interface CustomLayer {
  /**
   * What it makes of an image, which has to be what {@code @Custom} says; checked when a network is
   * opened. The same shape by default.
   *
   * @param input {@code [channels, height, width]} of a map, or {@code [features]}
   * @return as many axes
   */
  default int[] outputShape(int[] input) {
    return input;
  }

  /**
   * Computes the output of one image.
   *
   * @param input to read
   * @param weights to read
   * @param output to write, zero before
   */
  void forward(Tensor input, Weights weights, Tensor output);

  /**
   * Computes the gradients of the loss by input and weights of one image.
   *
   * @param input as {@link #forward} had it
   * @param weights as {@link #forward} had them
   * @param output as {@link #forward} wrote it, rounded to the network's type
   * @param gradients the output's to read; the input's, zero before, and those of the weights,
   *     which have what other images contributed, to add to
   */
  void backward(Tensor input, Weights weights, Tensor output, Gradients gradients);
}
