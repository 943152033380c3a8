package dev.skipjack.runtime.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A data set, the items of one of whose classes have no label; see {@link Dataset#ignoring}.
 *
 * @param ignored its label in {@code from}
 */
record IgnoredClass(Dataset from, int ignored) implements Dataset {
  static Dataset of(Dataset from, String className) {
    return new IgnoredClass(from, find(from, className));
  }

  /** The label of a class that may be left out. */
  static int find(Dataset set, String className) {
    if (set.hasLabelMaps()) {
      throw new IllegalStateException(
          set.name() + " has label maps: there the label " + set.ignoredLabel() + " is ignored");
    }
    int found = set.classNames().indexOf(className);
    if (found < 0 || set.classes() == 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              found < 0
                  ? "%s has no class '%s' to ignore: its classes are %s"
                  : "%s has '%s' alone",
              set.name(),
              className,
              set.classNames()));
    }
    return found;
  }

  /** The classes that remain. */
  static List<String> rest(List<String> classNames, int ignored) {
    List<String> rest = new ArrayList<>(classNames);
    rest.remove(ignored);
    return List.copyOf(rest);
  }

  @Override
  public String name() {
    return from.name();
  }

  @Override
  public int size() {
    return from.size();
  }

  @Override
  public List<String> classNames() {
    return rest(from.classNames(), ignored);
  }

  @Override
  public int label(int index) {
    return Labels.amongRest(ignored, from.label(index));
  }

  @Override
  public Item item(int index) throws IOException {
    Item item = from.item(index);
    return new Item(item.picture(), Labels.amongRest(ignored, item.label()));
  }

  @Override
  public Dataset select(String newName, int[] indices) {
    return new IgnoredClass(from.select(newName, indices), ignored);
  }

  @Override
  public List<FurtherInput> furtherInputs() {
    return from.furtherInputs();
  }

  @Override
  public String describe(int index) {
    return from.describe(index);
  }

  /** Of the other set, with other labels. */
  @Override
  public String fingerprint() {
    return Fingerprint.of(this).add(from.fingerprint()).toString();
  }

  @Override
  public String toString() {
    return DatasetText.of(this);
  }
}
