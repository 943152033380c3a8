package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Images in a file, as they are. */
final class StoredItems implements Items {
  private final StoredImages images;
  private final Normalization normalization;
  private final byte[] bytes;
  private final FloatBuffer floats;

  StoredItems(StoredImages images, Normalization normalization) {
    this.images = images;
    this.normalization = normalization;
    this.bytes = new byte[images.format().length()];
    this.floats = ByteBuffer.wrap(bytes).asFloatBuffer();
  }

  @Override
  public void read(int index, int place, double[][] normalized, double[] image, int[] labels)
      throws IOException {
    images.read(index, bytes);
    int plane = images.format().height() * images.format().width();
    for (int channel = 0; channel < normalized.length; channel++) {
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        image[i] =
            images.format().value() == StoredImages.Value.BYTE
                ? normalized[channel][Byte.toUnsignedInt(bytes[i])]
                : normalization.ofValue(channel, floats.get(i));
      }
    }
    labels[0] = images.label(index);
  }
}
