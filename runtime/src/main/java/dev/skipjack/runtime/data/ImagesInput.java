package dev.skipjack.runtime.data;

import java.util.List;

/** A second image of each item. */
record ImagesInput(String name, Images images) implements FurtherInput {
  @Override
  public List<Integer> dims() {
    return List.of(images.channels(), images.height(), images.width());
  }

  @Override
  public int size() {
    return images.dataset().size();
  }

  @Override
  public FurtherInput select(int... indices) {
    return new ImagesInput(name, images.select(indices));
  }

  @Override
  public String fingerprint() {
    return new Fingerprint().add(name).add(images.dataset().fingerprint()).toString();
  }

  @Override
  public String describe() {
    return name + ": " + images.describe();
  }
}
