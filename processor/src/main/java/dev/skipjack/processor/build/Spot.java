package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Origin;

/**
 * What a layer is called.
 *
 * @param value name of its output in the graph, and the beginning of its parameters' names
 * @param weights beginning of its parameters' names in weight files
 */
record Spot(String value, String weights, Origin origin) {
  Spot at(String valueName, String weightName) {
    return new Spot(valueName, weightName, origin);
  }
}
