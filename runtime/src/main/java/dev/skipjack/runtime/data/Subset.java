package dev.skipjack.runtime.data;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Some items of another set; see {@link Dataset#select}. */
final class Subset implements Dataset {
  private final String name;
  private final Dataset from;
  private final int[] indices;

  Subset(String name, Dataset from, int[] indices) {
    for (int index : indices) {
      Objects.checkIndex(index, from.size());
    }
    this.name = name;
    this.from = from;
    this.indices = indices.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public List<String> classNames() {
    return from.classNames();
  }

  @Override
  public int label(int index) {
    return from.label(indices[index]);
  }

  @Override
  public Item item(int index) throws IOException {
    return from.item(indices[index]);
  }

  @Override
  public List<FurtherInput> furtherInputs() {
    return from.furtherInputs().stream().map(input -> input.select(indices)).toList();
  }

  @Override
  public boolean hasLabelMaps() {
    return from.hasLabelMaps();
  }

  @Override
  public int ignoredLabel() {
    return from.ignoredLabel();
  }

  @Override
  public String describe(int index) {
    return from.describe(indices[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = Fingerprint.of(this).add(from.fingerprint());
    for (int index : indices) {
      fingerprint.add(index);
    }
    return fingerprint.toString();
  }

  @Override
  public String toString() {
    return DatasetText.of(this);
  }
}
