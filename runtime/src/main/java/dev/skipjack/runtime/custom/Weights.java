package dev.skipjack.runtime.custom;

import java.util.ArrayList;
import java.util.List;

/** The learned parameters of a layer, or their gradients, by the names that {@link Weight} says. */
public final class Weights {
  private final List<String> names;
  private final List<Tensor> tensors;

  Weights(List<String> names, List<Tensor> tensors) {
    this.names = List.copyOf(names);
    this.tensors = List.copyOf(tensors);
  }

  /**
   * Of zeros, as a layer declares them.
   *
   * @param input of the layer, {@code [channels, height, width]} or {@code [features]}
   * @param output of the layer
   * @throws IllegalArgumentException if a declared size is none
   */
  public static Weights of(CustomLayer layer, int[] input, int[] output) {
    List<String> names = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (Weight weight : layer.getClass().getDeclaredAnnotationsByType(Weight.class)) {
      names.add(weight.name());
      tensors.add(new Tensor(sizes(weight.shape(), input, output)));
    }
    return new Weights(names, tensors);
  }

  private static int[] sizes(int[] declared, int[] input, int[] output) {
    int[] sizes = declared.clone();
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] =
          switch (declared[axis]) {
            case Weight.IN -> input[0];
            case Weight.OUT -> output[0];
            default -> declared[axis];
          };
    }
    return sizes;
  }

  /**
   * The weight of a name.
   *
   * @throws IllegalArgumentException if the class declares none
   */
  public Tensor get(String name) {
    for (int i = 0; i < names.size(); i++) { // each image: neither an iterator nor a lambda
      if (names.get(i).equals(name)) {
        return tensors.get(i);
      }
    }
    throw new IllegalArgumentException("there is no weight '" + name + "' among " + names);
  }

  /** In the order in which they are declared. */
  public Tensor get(int index) {
    return tensors.get(index);
  }

  /** In the order in which they are declared. */
  public List<String> names() {
    return names;
  }

  /** How many there are. */
  public int size() {
    return tensors.size();
  }
}
