package dev.skipjack.runtime.data;

/** Mean and standard deviation of each channel; the sums are exact. */
record ChannelMoments(double[] mean, double[] standardDeviation) {
  static ChannelMoments of(ImageSet set) {
    int plane = set.height() * set.width();
    double count = (double) set.size() * plane;
    double[] mean = new double[set.channels()];
    double[] deviation = new double[set.channels()];
    for (int channel = 0; channel < set.channels(); channel++) {
      long sum = 0;
      long squares = 0;
      for (int image = 0; image < set.size(); image++) {
        for (int i = 0; i < plane; i++) {
          int value = set.pixel(image, channel * plane + i);
          sum += value;
          squares += (long) value * value;
        }
      }
      double average = sum / count;
      mean[channel] = average / 255;
      deviation[channel] = Math.sqrt(Math.max(0, squares / count - average * average)) / 255;
    }
    return new ChannelMoments(mean, deviation);
  }
}
