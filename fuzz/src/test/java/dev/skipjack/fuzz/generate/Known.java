package dev.skipjack.fuzz.generate;

/**
 * What later fields may read by name.
 *
 * @param name of the field, or of a part of it
 */
record Known(String name, Shape shape) {
  /** The field that it belongs to. */
  String field() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  String quoted() {
    return '"' + name + '"';
  }
}
