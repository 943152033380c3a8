package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Szegedy et al. 2014, as torchvision has it: with batch norm, without auxiliary classifiers. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class GoogLeNet {
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 7, stride = 2, numbered = false)
  Layer conv1;

  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  Layer conv2;

  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 3, numbered = false)
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer conv3;

  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception3a.branch1")
  Layer one3a;

  @From("conv3")
  @Repeat(block = GoogLeNetBranch.class, width = 96, out = 128, numbered = false)
  @Name("inception3a.branch2")
  Layer three3a;

  @From("conv3")
  @Repeat(block = GoogLeNetBranch.class, width = 16, out = 32, numbered = false)
  @Name("inception3a.branch3")
  Layer five3a;

  @From("conv3")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 32, kernel = 1, numbered = false)
  @Name("inception3a.branch4.1")
  Layer pool3a;

  @From("one3a")
  @Concat({"three3a", "five3a", "pool3a"})
  Layer inception3a;

  @Repeat(block = InceptionConvolution.class, out = 128, kernel = 1, numbered = false)
  @Name("inception3b.branch1")
  Layer one3b;

  @From("inception3a")
  @Repeat(block = GoogLeNetBranch.class, width = 128, out = 192, numbered = false)
  @Name("inception3b.branch2")
  Layer three3b;

  @From("inception3a")
  @Repeat(block = GoogLeNetBranch.class, width = 32, out = 96, numbered = false)
  @Name("inception3b.branch3")
  Layer five3b;

  @From("inception3a")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception3b.branch4.1")
  Layer pool3b;

  @From("one3b")
  @Concat({"three3b", "five3b", "pool3b"})
  Layer inception3b;

  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer pool3;

  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  @Name("inception4a.branch1")
  Layer one4a;

  @From("pool3")
  @Repeat(block = GoogLeNetBranch.class, width = 96, out = 208, numbered = false)
  @Name("inception4a.branch2")
  Layer three4a;

  @From("pool3")
  @Repeat(block = GoogLeNetBranch.class, width = 16, out = 48, numbered = false)
  @Name("inception4a.branch3")
  Layer five4a;

  @From("pool3")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception4a.branch4.1")
  Layer pool4a;

  @From("one4a")
  @Concat({"three4a", "five4a", "pool4a"})
  Layer inception4a;

  @Repeat(block = InceptionConvolution.class, out = 160, kernel = 1, numbered = false)
  @Name("inception4b.branch1")
  Layer one4b;

  @From("inception4a")
  @Repeat(block = GoogLeNetBranch.class, width = 112, out = 224, numbered = false)
  @Name("inception4b.branch2")
  Layer three4b;

  @From("inception4a")
  @Repeat(block = GoogLeNetBranch.class, width = 24, out = 64, numbered = false)
  @Name("inception4b.branch3")
  Layer five4b;

  @From("inception4a")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception4b.branch4.1")
  Layer pool4b;

  @From("one4b")
  @Concat({"three4b", "five4b", "pool4b"})
  Layer inception4b;

  @Repeat(block = InceptionConvolution.class, out = 128, kernel = 1, numbered = false)
  @Name("inception4c.branch1")
  Layer one4c;

  @From("inception4b")
  @Repeat(block = GoogLeNetBranch.class, width = 128, out = 256, numbered = false)
  @Name("inception4c.branch2")
  Layer three4c;

  @From("inception4b")
  @Repeat(block = GoogLeNetBranch.class, width = 24, out = 64, numbered = false)
  @Name("inception4c.branch3")
  Layer five4c;

  @From("inception4b")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception4c.branch4.1")
  Layer pool4c;

  @From("one4c")
  @Concat({"three4c", "five4c", "pool4c"})
  Layer inception4c;

  @Repeat(block = InceptionConvolution.class, out = 112, kernel = 1, numbered = false)
  @Name("inception4d.branch1")
  Layer one4d;

  @From("inception4c")
  @Repeat(block = GoogLeNetBranch.class, width = 144, out = 288, numbered = false)
  @Name("inception4d.branch2")
  Layer three4d;

  @From("inception4c")
  @Repeat(block = GoogLeNetBranch.class, width = 32, out = 64, numbered = false)
  @Name("inception4d.branch3")
  Layer five4d;

  @From("inception4c")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  @Name("inception4d.branch4.1")
  Layer pool4d;

  @From("one4d")
  @Concat({"three4d", "five4d", "pool4d"})
  Layer inception4d;

  @Repeat(block = InceptionConvolution.class, out = 256, kernel = 1, numbered = false)
  @Name("inception4e.branch1")
  Layer one4e;

  @From("inception4d")
  @Repeat(block = GoogLeNetBranch.class, width = 160, out = 320, numbered = false)
  @Name("inception4e.branch2")
  Layer three4e;

  @From("inception4d")
  @Repeat(block = GoogLeNetBranch.class, width = 32, out = 128, numbered = false)
  @Name("inception4e.branch3")
  Layer five4e;

  @From("inception4d")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 128, kernel = 1, numbered = false)
  @Name("inception4e.branch4.1")
  Layer pool4e;

  @From("one4e")
  @Concat({"three4e", "five4e", "pool4e"})
  Layer inception4e;

  @MaxPool(kernel = 2, stride = 2, ceilMode = true)
  Layer pool4;

  @Repeat(block = InceptionConvolution.class, out = 256, kernel = 1, numbered = false)
  @Name("inception5a.branch1")
  Layer one5a;

  @From("pool4")
  @Repeat(block = GoogLeNetBranch.class, width = 160, out = 320, numbered = false)
  @Name("inception5a.branch2")
  Layer three5a;

  @From("pool4")
  @Repeat(block = GoogLeNetBranch.class, width = 32, out = 128, numbered = false)
  @Name("inception5a.branch3")
  Layer five5a;

  @From("pool4")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 128, kernel = 1, numbered = false)
  @Name("inception5a.branch4.1")
  Layer pool5a;

  @From("one5a")
  @Concat({"three5a", "five5a", "pool5a"})
  Layer inception5a;

  @Repeat(block = InceptionConvolution.class, out = 384, kernel = 1, numbered = false)
  @Name("inception5b.branch1")
  Layer one5b;

  @From("inception5a")
  @Repeat(block = GoogLeNetBranch.class, width = 192, out = 384, numbered = false)
  @Name("inception5b.branch2")
  Layer three5b;

  @From("inception5a")
  @Repeat(block = GoogLeNetBranch.class, width = 48, out = 128, numbered = false)
  @Name("inception5b.branch3")
  Layer five5b;

  @From("inception5a")
  @MaxPool(kernel = 3, stride = 1, padding = 1, ceilMode = true)
  @Repeat(block = InceptionConvolution.class, out = 128, kernel = 1, numbered = false)
  @Name("inception5b.branch4.1")
  Layer pool5b;

  @From("one5b")
  @Concat({"three5b", "five5b", "pool5b"})
  Layer inception5b;

  @GlobalAvgPool
  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
