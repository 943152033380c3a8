package dev.skipjack.processor.build;

import dev.skipjack.processor.read.BlockParameter;
import dev.skipjack.processor.read.LayerAnnotation;
import java.util.Map;
import java.util.Optional;

/**
 * What the fields of a scope belong to: one repetition of a block, or a model placed in another.
 *
 * @param values beginning of their values' names
 * @param output name of a block's last value
 * @param weights beginning of their parameters' names in weight files
 * @param layer the field that places them, as users write it
 * @param arguments of a block; empty for a model
 * @param inherited from the field that places them
 */
record Use(
    String values,
    String output,
    String weights,
    String layer,
    Optional<Arguments> arguments,
    Inherited inherited) {

  /**
   * The values of a block's parameters.
   *
   * @param values those that the field hands over, the stride of this repetition, and the channels
   *     that arrive
   */
  record Arguments(Map<BlockParameter, Integer> values) {}

  /**
   * What holds for all fields of a use unless they say otherwise.
   *
   * @param frozen whether the field that places them is
   * @param init of the field that places them
   * @param dilation of the residual stages of a backbone
   */
  record Inherited(boolean frozen, Optional<LayerAnnotation> init, Optional<Dilation> dilation) {
    static final Inherited NOTHING = new Inherited(false, Optional.empty(), Optional.empty());
  }

  boolean isModel() {
    return arguments.isEmpty();
  }
}
