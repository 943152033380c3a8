package dev.skipjack.runtime.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A data set, and what it has of each item beside its picture. */
record WithInputs(Dataset pictures, List<FurtherInput> furtherInputs) implements Dataset {
  WithInputs {
    furtherInputs = List.copyOf(furtherInputs);
  }

  /** The same with one more. */
  static WithInputs of(Dataset set, FurtherInput input) {
    if (input.name().isBlank()) {
      throw new IllegalArgumentException(
          "what is beside the images of " + set.name() + " needs the name of a network's input");
    }
    if (set.furtherInputs().stream().anyMatch(each -> each.name().equals(input.name()))) {
      throw new IllegalArgumentException(
          set.name() + " has '" + input.name() + "' already: name each input once");
    }
    if (input.size() != set.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d images, but '%s' is of %,d: give one for each, in the same order",
              set.name(),
              set.size(),
              input.name(),
              input.size()));
    }
    List<FurtherInput> all = new ArrayList<>(set.furtherInputs());
    all.add(input);
    return new WithInputs(set instanceof WithInputs known ? known.pictures() : set, all);
  }

  @Override
  public String name() {
    return pictures.name();
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public List<String> classNames() {
    return pictures.classNames();
  }

  @Override
  public int classes() {
    return pictures.classes();
  }

  @Override
  public int label(int index) {
    return pictures.label(index);
  }

  @Override
  public Item item(int index) throws IOException {
    return pictures.item(index);
  }

  @Override
  public boolean hasLabelMaps() {
    return pictures.hasLabelMaps();
  }

  @Override
  public int ignoredLabel() {
    return pictures.ignoredLabel();
  }

  @Override
  public String describe(int index) {
    return pictures.describe(index);
  }

  @Override
  public Dataset ignoring(String className) {
    return new WithInputs(pictures.ignoring(className), furtherInputs);
  }

  @Override
  public Dataset select(String newName, int[] indices) {
    return new WithInputs(
        pictures.select(newName, indices),
        furtherInputs.stream().map(input -> input.select(indices)).toList());
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(pictures.fingerprint());
    furtherInputs.forEach(input -> fingerprint.add(input.fingerprint()));
    return fingerprint.toString();
  }

  @Override
  public String toString() {
    return pictures + ", beside each " + furtherInputs.stream().map(FurtherInput::name).toList();
  }
}
