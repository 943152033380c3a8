package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/**
 * Szegedy et al. 2015, "Rethinking the Inception Architecture", in torchvision's layout without the
 * auxiliary classifier.
 */
@Model(input = @Input(channels = 3, height = 299, width = 299))
public class InceptionV3 {
  @Repeat(block = InceptionUnpadded.class, out = 32, kernel = 3, stride = 2, numbered = false)
  @Name("Conv2d_1a_3x3")
  Layer conv1a;

  @Repeat(block = InceptionUnpadded.class, out = 32, kernel = 3, numbered = false)
  @Name("Conv2d_2a_3x3")
  Layer conv2a;

  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 3, numbered = false)
  @Name("Conv2d_2b_3x3")
  Layer conv2b;

  @MaxPool(kernel = 3, stride = 2)
  Layer pool1;

  @Repeat(block = InceptionUnpadded.class, out = 80, kernel = 1, numbered = false)
  @Name("Conv2d_3b_1x1")
  Layer conv3b;

  @Repeat(block = InceptionUnpadded.class, out = 192, kernel = 3, numbered = false)
  @Name("Conv2d_4a_3x3")
  Layer conv4a;

  @MaxPool(kernel = 3, stride = 2)
  Layer pool2;

  @Repeat(block = InceptionA.class, out = 32, numbered = false)
  @Name("Mixed_5b")
  Layer mixed5b;

  @Repeat(block = InceptionA.class, out = 64, numbered = false)
  @Name("Mixed_5c")
  Layer mixed5c;

  @Repeat(block = InceptionA.class, out = 64, numbered = false)
  @Name("Mixed_5d")
  Layer mixed5d;

  @Repeat(block = InceptionB.class, numbered = false)
  @Name("Mixed_6a")
  Layer mixed6a;

  @Repeat(block = InceptionC.class, width = 128, numbered = false)
  @Name("Mixed_6b")
  Layer mixed6b;

  @Repeat(block = InceptionC.class, width = 160, numbered = false)
  @Name("Mixed_6c")
  Layer mixed6c;

  @Repeat(block = InceptionC.class, width = 160, numbered = false)
  @Name("Mixed_6d")
  Layer mixed6d;

  @Repeat(block = InceptionC.class, width = 192, numbered = false)
  @Name("Mixed_6e")
  Layer mixed6e;

  @Repeat(block = InceptionD.class, numbered = false)
  @Name("Mixed_7a")
  Layer mixed7a;

  @Repeat(block = InceptionE.class, numbered = false)
  @Name("Mixed_7b")
  Layer mixed7b;

  @Repeat(block = InceptionE.class, numbered = false)
  @Name("Mixed_7c")
  Layer mixed7c;

  @GlobalAvgPool
  @Dropout(0.5)
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
