package dev.skipjack.runtime.kernel.custom;

import static dev.skipjack.runtime.kernel.Operand.FOURTH_WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SECOND_WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.THIRD_WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Weights;
import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A layer of the user's own.
 *
 * @param field where it is placed, for messages
 * @param layer of this place in this network alone
 * @param input the compiler's shape of an image: {@code [channels, height, width]}, for images of
 *     any size those of the reference image, or {@code [features]}
 * @param output the compiler's shape of what becomes of it
 * @param weights the compiler's shapes of its weights
 */
public record CustomSpec(
    String field,
    CustomLayer layer,
    List<Integer> input,
    List<Integer> output,
    List<List<Integer>> weights)
    implements OpSpec {
  /** The names of its weights, in their order. */
  public static final List<Operand> WEIGHTS =
      List.of(WEIGHT, SECOND_WEIGHT, THIRD_WEIGHT, FOURTH_WEIGHT);

  /**
   * @throws IllegalArgumentException if the class says other shapes than the compiler knew
   */
  public CustomSpec {
    input = List.copyOf(input);
    output = List.copyOf(output);
    weights = weights.stream().map(List::copyOf).toList();
    int[] in = array(input);
    int[] out = array(output);
    checkShape(field, layer, in, out);
    Weights declared = Weights.of(layer, in, out);
    List<List<Integer>> shapes =
        IntStream.range(0, declared.size())
            .mapToObj(i -> Arrays.stream(declared.get(i).shape()).boxed().toList())
            .toList();
    Checks.require(
        shapes.equals(weights),
        "%s",
        String.format(
            Locale.ROOT,
            "'%s': %s declares the weights %s of shapes %s, but the model was compiled when they"
                + " were %s: compile it again",
            field,
            name(layer),
            declared.names(),
            shapes,
            weights));
  }

  /**
   * As the constructor, of a layer that this makes.
   *
   * @throws IllegalStateException naming the field if the layer cannot be made
   */
  public static CustomSpec of(
      String field,
      Supplier<CustomLayer> layer,
      List<Integer> input,
      List<Integer> output,
      List<List<Integer>> weights) {
    CustomLayer made;
    try {
      made = layer.get();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "'%s': the layer's constructor failed: %s", field, e), e);
    }
    return new CustomSpec(field, made, input, output, weights);
  }

  /**
   * Refuses a layer whose {@code outputShape} is not what the model says.
   *
   * @param input of an image
   * @param output as the compiler knows it
   * @throws IllegalArgumentException naming field, class and both shapes
   */
  public static void checkShape(String field, CustomLayer layer, int[] input, int[] output) {
    int[] said;
    try {
      said = layer.outputShape(input.clone());
    } catch (RuntimeException e) {
      throw failed(field, layer, "outputShape", e);
    }
    if (!Arrays.equals(said, output)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s': %s.outputShape makes %s of %s, but the model was compiled for %s: mend"
                  + " outputShape, or say in @Custom what the layer makes (out, stride, scale, or"
                  + " height and width)",
              field,
              name(layer),
              Arrays.toString(said),
              Arrays.toString(input),
              Arrays.toString(output)));
    }
  }

  /** One image, in the arrays of the layer. */
  void forward(LayerArrays image) {
    try {
      layer.forward(image.input, image.weights, image.output);
    } catch (RuntimeException e) {
      throw failed(field, layer, "forward", e);
    }
  }

  /** One image, whose gradients of weights are added to those of others. */
  void backward(LayerArrays image) {
    try {
      layer.backward(image.input, image.weights, image.output, image.gradients);
    } catch (RuntimeException e) {
      throw failed(field, layer, "backward", e);
    }
  }

  /** What a user's class threw, with the field, which that does not know. */
  private static IllegalStateException failed(
      String field, CustomLayer layer, String method, RuntimeException cause) {
    return new IllegalStateException(
        String.format(Locale.ROOT, "'%s': %s.%s failed: %s", field, name(layer), method, cause),
        cause);
  }

  private static int[] array(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String name(CustomLayer layer) {
    return layer.getClass().getSimpleName();
  }

  /**
   * INPUT {@code [N, channels, height, width]} or {@code [N, features]}, and its weights; OUTPUT of
   * as many axes.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT).with(true, weightNames());
  }

  Operand[] weightNames() {
    return WEIGHTS.subList(0, weights.size()).toArray(Operand[]::new);
  }

  @Override
  public String describe() {
    return "custom[" + name(layer) + "]";
  }
}
