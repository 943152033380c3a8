package dev.skipjack.runtime.data;

/** Images in memory, as they are. */
record SetItems(ImageSet set) implements Items {
  @Override
  public void read(int index, int place, double[][] normalized, double[] image, int[] labels) {
    int plane = set.height() * set.width();
    for (int channel = 0; channel < normalized.length; channel++) {
      double[] table = normalized[channel];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        image[i] = table[set.pixel(index, i)];
      }
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = set.label(index, i);
    }
  }
}
