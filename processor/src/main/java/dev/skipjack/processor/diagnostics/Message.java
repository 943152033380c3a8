package dev.skipjack.processor.diagnostics;

/**
 * Every mistake the compiler can tell, with its stable id (the constant's name) and its text. A
 * text says where, what it got and what it expected; the line behind the arrow says how to mend it.
 */
public enum Message {
  // The model and its fields
  MODEL_KIND("@%s belongs on a class, '%s' is %s -> make it a class"),
  MODEL_EMPTY(
      "%s has no layers -> give it fields such as: @Flatten @Linear(out = 10) Layer logits;"),
  INPUT_SIZE("the input's %s must be at least 1, got %d"),
  INPUT_ANY_BOTH(
      "the input's %s is Input.ANY, but its %s is %d -> write Input.ANY for both, or two numbers"),
  INPUT_SHAPE("@Input has %s -> write channels, height and width, or on a field features instead"),
  INPUT_FIRST(
      "the input of the class is images, but it has features -> give it channels, height and width,"
          + " and features a field: @Input(features = %d) Layer table;"),
  INPUT_ANY_SIZE(
      "the input '%s' cannot be of any size, the images alone can -> write its height and its"
          + " width"),
  INPUT_ALONE(
      "'%s' is an input and has others beside: %s"
          + " -> keep @Input alone, and give the others a field of their own below"),
  INPUT_LAST(
      "'%s' is an input, but the last field is what the model gives"
          + " -> put the layers that read it below"),
  INPUT_IN_BLOCK(
      "@Input: '%s' belongs to a block, only a model has inputs"
          + " -> write it on a field of the model"),
  INPUT_PLACED(
      "%s needs '%s', one more input, and a model that is placed gets one"
          + " -> take what does not need it, with to = \"...\""),
  INPUT_UNUSED("nobody reads the input '%s' -> name it in @From, @Add or @Concat, or take it away"),
  SIZE_MULTIPLE(
      "height and width of images would have to be multiples of %,d, which is more than %,d"
          + " -> use fewer or smaller strides, or give the input a height and a width"),
  LAYER_TYPE("'%s' has layer annotations but is of type %s -> declare it as Layer"),
  LAYER_STATIC("layer '%s' is static, but a layer belongs to the network -> take away 'static'"),
  LAYER_OUTSIDE(
      "'%s' is a layer, but its class %s has neither @Model nor @Block -> annotate the class"),
  LAYER_HIDES("'%s' has the name of a layer that it inherits from %s -> rename one"),
  LAYER_ORDER_UNKNOWN(
      "%s is not among the sources that are compiled together, a class file does not tell the order"
          + " of its layers, and %s, which does, is missing -> compile it with skipjack-processor,"
          + " or its source together with this one"),
  LAYER_ORDER_STALE(
      "the layers of %s are not those that %s was written for -> compile it again, with"
          + " skipjack-processor"),
  UNRESOLVED(
      "nothing is generated for %s, because the compiler does not know %s, which '%s' names -> add"
          + " what is missing to the class path; if another processor writes it, it must do so"
          + " before the last round"),
  SOURCE_LEVEL(
      "generated code is Java %d, but the compiler takes %s -> compile with --release %1$d or"
          + " later, in Maven <maven.compiler.release>"),
  MODEL_LOCAL(
      "@%s belongs on a class that others can name, '%s' is declared in a method"
          + " -> declare it in a class or in a file of its own"),
  MODEL_MISSING("@%s says something about a model, but %s has no @Model -> move it to the model"),
  LAYER_TWICE(
      "'%s' has @%s %s, and javac loses which layers are between them"
          + " -> give each a field of its own, or take away what is too much"),
  LAYER_EMPTY("'%s' says nothing -> give it a layer annotation, or take the field away"),
  NAME_DUPLICATE(
      "'%s' is what @From, @Skip and others call the input of the model or block -> rename the"
          + " layer"),
  GENERATED_NAME_TAKEN(
      "%s would be generated, but %s exists -> rename the model or that class, or delete it"
          + " if an earlier compilation wrote it"),
  GENERATED_NAME_TWICE(
      "%s would be generated for the model %s too -> rename one; nested models are called after the"
          + " classes around them, and not every file system tells capitals from small letters"),
  RUNTIME_MISSING(
      "the Skipjack runtime is not on the class path, generated code could not compile"
          + " -> add the dependency dev.skipjack:skipjack-runtime"),

  OPTION_UNKNOWN("-A%s: '%s' is not known -> %s"),
  OPTION_FILE(
      "-A%s: '%s' cannot be written: %s -> name a file in a directory that is there or can be"
          + " made"),

  // Attributes
  ATTRIBUTE_UNUSED("@%s: %s = %s has no effect with %s -> %s"),
  ATTRIBUTE_POSITIVE("@%s: %s must be at least 1, got %d"),
  ATTRIBUTE_PAIR("@%s: %s has %d numbers -> write one, or height and width, as in {1, 7}"),
  ATTRIBUTE_NEGATIVE("@%s: %s must not be negative, got %d"),
  PADDING_NEGATIVE("@%s: padding must not be negative, got %d"),
  PADDING_TOO_LARGE(
      "@%s: padding %d is more than half the kernel of %d, so windows would lie in it entirely"
          + " -> use at most %d"),
  PADDING_BOTH(
      "@%s: Padding.SAME_UPPER is for height and width alike, and one of them has a number"
          + " -> write padding = Padding.SAME_UPPER, or two numbers"),
  KERNEL_EVEN(
      "@Conv: an even kernel of %d cannot be padded equally on both sides"
          + " -> write the padding you mean, for instance padding = %d"),
  GROUPS_DIVIDE("@Conv: groups = %d must divide %d input and %d output channels -> use one of %s"),
  RESIDUAL_WIDTH(
      "@Residual: out = %d and widthPerGroup = %d leave a group no channel: it has"
          + " out·widthPerGroup/64 -> write widthPerGroup = %d, or more"),
  OUTPUT_PADDING_RANGE(
      "@ConvTranspose: outputPadding must be less than the stride, got %d and a stride of %d -> it"
          + " chooses among the sizes that the stride leaves open; enlarge with stride or kernel"),
  UPSAMPLE_SIZE(
      "@Upsample takes one of scale and like, but gets %s"
          + " -> write @Upsample(scale = 2) or @Upsample(like = \"name\")"),
  RESIZE_SIZE(
      "@Resize takes a height and a width, or like, but gets %s"
          + " -> write @Resize(height = 7, width = 7) or @Resize(like = \"name\")"),
  RESPONSE_RANGE("@LocalResponseNorm: %s must be %s and finite, got %s"),
  SURVIVAL_RANGE(
      "@StochasticDepth: lastSurvival must be more than 0 and at most 1, got %s"
          + " -> it is the probability that the last residual unit is kept"),
  DROPOUT_RANGE(
      "@%s: the probability must be at least 0 and less than 1, got %s -> 1 would drop everything"),
  COMPRESSION_RANGE("@Transition: compression must be more than 0 and at most 1, got %s"),
  COMPRESSION_NOTHING(
      "@Transition: compression %s leaves nothing of %d channels -> keep at least one"),
  BOTTLENECK_NEGATIVE("@DenseBlock: bottleneck must not be negative, got %d -> 0 leaves it out"),
  SLICE_RANGE("@Slice: channels %d to %d of %d, exclusive -> take some that there are"),
  SPLIT_PARTS(
      "@Split makes at least two parts, got %d -> name them, as in into = {\"left\", \"right\"}"),
  SPLIT_NAME("@Split: '%s' does not name a part of its own -> write a Java identifier, each once"),
  SPLIT_CHANNELS(
      "@Split: %d parts of %s channels are not the %d that there are -> write channels = {...}, one"
          + " for each part, which add up to %3$d"),
  SPLIT_LAST(
      "@Split is not the last of its field: @%s follows -> put that into a field of its own, with"
          + " @From"),
  SHUFFLE_GROUPS("@ChannelShuffle: %d groups do not divide %d channels -> %s do"),
  SHUFFLE_PIXELS(
      "@PixelShuffle: scale %d makes pixels of %d channels each, and %d are no multiple of that"
          + " -> let the @Conv before it have one, or change the scale"),
  SQUEEZE_NOTHING(
      "@SqueezeExcite: reduction %d leaves nothing of %d channels -> give at most %2$d, or channels"
          + " themselves"),
  NORM_GROUPS("@GroupNorm: groups = %d must divide %d channels -> use one of %s"),
  SCALE_RANGE("@%s: initial must be finite, got %s"),
  EPSILON_RANGE("@%s: epsilon must be positive and finite, got %s"),
  MOMENTUM_RANGE("@BatchNorm: momentum must be more than 0 and at most 1, got %s"),
  SLOPE_RANGE("@LeakyRelu: the slope must be at least 0 and finite, got %s"),
  ELU_RANGE("@Elu: what it approaches must be positive and finite, got %s"),
  DEVIATION_RANGE("@Init: standardDeviation must be positive and finite, got %s"),
  BUDGET_POSITIVE("@Budget: %s must be positive, got %d"),

  // Shapes
  KERNEL_TOO_LARGE(
      "@%s: a kernel of %s does not fit on the map %s with padding %s"
          + " -> use a smaller kernel, more padding, or fewer strides before it"),
  NORM_SINGLE_VALUE(
      "@%s gets %s and would normalise each value by itself: all become zero, plus the bias"
          + " -> %s"),
  STANDARDIZED_SINGLE(
      "@Conv: each output channel has a single weight, which standardised is always zero"
          + " -> take weightStandardized away"),
  SOFTMAX_SINGLE(
      "@Softmax gets %s: the softmax of a single value is always one"
          + " -> give it at least two channels, or use @Sigmoid"),
  KERNEL_ANY_SIZE(
      "@%s: with a kernel of %s and padding %s height and width become smaller by different numbers"
          + " of pixels, which maps of images of any size cannot yet -> leave the padding out, or"
          + " give the input a height and a width"),
  STRIDE_ANY_SIZE(
      "@%s: with a stride of %s height and width become smaller by different factors, which maps of"
          + " images of any size cannot -> write one stride for both, or give the input a height"
          + " and a width"),
  TRANSPOSE_NOTHING(
      "@ConvTranspose: a padding of %d leaves nothing of the map: %s becomes %s, padding aside"
          + " -> use less padding or a larger kernel"),
  UPSAMPLE_SMALLER(
      "@Upsample cannot enlarge '%s' to the size of '%s': %s is larger than %s"
          + " -> name a larger layer; @Resize, @AvgPool and @Crop make maps smaller"),
  CROP_LARGER(
      "@Crop cannot cut '%s' to the size of '%s': %s does not contain %s"
          + " -> name a smaller layer, or enlarge the map before"),
  CROP_OFFSET(
      "@Crop cannot cut '%s' to the size of '%s': %s does not contain %s from pixel %d on"
          + " -> use a smaller offset, or none to cut about the center"),
  CROP_VARIES(
      "@Crop cannot cut '%s' to the size of '%s' for images of every size: %s and %s do not grow"
          + " alike -> bring both to the same stride first"),
  LIKE_FEATURES("@%s: '%s' has %s, but a height and a width are wanted -> name a layer with a map"),
  MAP_EXPECTED(
      "@%s needs a map of channels, height and width, but gets %s features"
          + " -> place it before @Flatten and @Linear"),
  SEQUENCE_EXPECTED("@%s needs a sequence of tokens, but gets %s -> put @PatchEmbed before it"),
  SEQUENCE_REFUSED(
      "@%s does not take a sequence of tokens, here %s"
          + " -> place it before @PatchEmbed, or after @SelectToken, which makes features"),
  PATCH_SIZE("@PatchEmbed: patches of %d pixels do not divide the map %s -> use one of %s"),
  HEADS_DIVIDE("@Attention: heads = %d must divide %d features -> use one of %s"),
  RELATIVE_POSITION(
      "@Attention(relativePosition = true) needs a map, whose pixels lie somewhere, but gets a"
          + " sequence of %s -> give it the map itself, without @PatchEmbed, or use"
          + " @PositionalEmbedding"),
  TOKEN_RANGE(
      "@SelectToken: there is no token %d among %d, counted from 0 -> take one that there is"),
  LINEAR_NEEDS_FLATTEN(
      "@Linear needs features, but gets a map of %s -> put @Flatten or @GlobalAvgPool before it"),
  FLATTEN_ANY_SIZE(
      "@%s needs the same number of %s for every image, but the map %s grows with the image"
          + " -> put %s before it"),
  SKIP_SHAPE("cannot add '%s' to '%s': %s and %s differ -> %s"),
  SKIP_ZERO_PAD("ZERO_PAD only appends channels, but '%s' has %d and '%s' %d -> use Shortcut.CONV"),
  ADD_SHAPE("cannot add '%s' to '%s': %s and %s differ -> %s"),
  CONCAT_SHAPE("cannot concatenate '%s' and '%s': %s and %s differ in more than channels -> %s"),
  MULTIPLY_SHAPE("cannot multiply '%s' and '%s': %s and %s -> %s"),
  OUTPUT_MAP(
      "the output '%s' is a map of %s, but a model ends in features -> end with @Flatten or"
          + " @GlobalAvgPool, then @Linear; if a map is meant, write @Output"),
  OUTPUT_SEQUENCE(
      "the output '%s' is a sequence of %s, but a model ends in features"
          + " -> end with @SelectToken(0), then @Linear"),
  TOO_LARGE(
      "'%s' would have %s elements, %,d are possible for a parameter or one image's map with its"
          + " padding: kernels count them in an int -> make it smaller"),
  TOO_MANY_LAYERS(
      "@%s brings the network to more than %,d layers, all repetitions counted: each becomes code"
          + " that has to be compiled -> repeat less often"),
  TOO_MANY_TENSORS(
      "%s has %d %s, %d are possible: each is a parameter of a generated method, and Java has no"
          + " more -> %s"),

  // Wiring
  NAME_UNKNOWN("there is no layer '%s' -> %s"),
  NAME_LATER("'%s' comes after '%s', and layers run from top to bottom -> move '%s' up"),
  NAME_ITSELF("'%s' cannot take its own output -> name an earlier layer"),
  NAMES_MISSING("@%s names no layer -> name at least one"),
  NAME_TWICE(
      "@%s adds '%s' to itself, which only doubles it -> name another layer; without @From a field"
          + " reads the one before"),
  LAYER_UNUSED(
      "nobody uses '%s' -> name it in @From, @Add, @Concat or @Skip, write @Output, or take it"
          + " away"),

  BACKBONE_EXPECTED("%s is not a model -> %s"),
  BACKBONE_CYCLE("%s places itself: %s -> a model can only place others"),
  BACKBONE_CHANNELS(
      "%1$s takes images of %2$d channels, but gets %3$s"
          + " -> give it a map of %2$d channels, or change the @Input of %1$s"),
  BACKBONE_TO_UNKNOWN("%s has no layer '%s' -> %s"),
  BACKBONE_HEAD("'%s' of %s gives %s, but a backbone %s -> %s"),
  BACKBONE_NOTHING("%s begins with its head: no field of it lies before '%s'" + " -> %s"),
  BACKBONE_STRIDE(
      "outputStride = %d cannot be had: '%s' of %s comes to stride %d"
          + " -> only strides of @Residual become dilation, and whole ones"),
  BACKBONE_MISTAKE("%s cannot be placed here: %s"),
  PYRAMID_TAPS("@Pyramid stands on at least two maps, got %d -> name the finest first"),
  PYRAMID_FEATURES("@Pyramid stands on maps, but '%s' has %s -> name an earlier layer"),
  PYRAMID_STRIDE(
      "@Pyramid: '%s' is %s, which no power of two makes of the image's %s"
          + " -> use sizes that the strides divide"),
  PYRAMID_ORDER("@Pyramid: '%s' is not coarser than '%s' -> name the finest map first"),
  PYRAMID_ALONE(
      "@Pyramid reads its taps alone and makes several maps, so @%s has nothing to work on"
          + " -> give it a field of its own"),
  PYRAMID_PART("'%s' stands for several maps -> name one of '%s'"),
  OUTPUT_IN_BLOCK(
      "@Output: '%s' belongs to a block, only a model has outputs"
          + " -> write it on the field with @Repeat"),

  // Blocks
  BLOCK_EXPECTED("%s is not a block -> %s"),
  BLOCK_CYCLE("%s repeats itself: %s -> a block can only place other blocks"),
  BLOCK_VALUE_MISSING("%s uses Param.%s, but %3$s is not given -> write @Repeat(..., %3$s = %4$d)"),
  BLOCK_VALUE_UNUSED("%s does not use Param.%s, so %s = %d has no effect -> take it away"),
  BLOCK_STRIDE_UNUSED("%s does not use Param.STRIDE, so stride = %d has no effect -> take it away"),
  PARAM_ARITHMETIC(
      "@%s: %s is %s, but %s only stands for a number, which is not known here"
          + " -> multiply it or divide it by a number from 2 to 64, multiply two of Param, or hand"
          + " over the number itself with @Repeat"),
  REPEAT_NUMBERS(
      "@Repeat: numbered = false, but the %d repetitions need numbers, or their parameters had one"
          + " name -> take it away, or repeat once"),
  PARAM_OUTSIDE("Param.%s has a value only inside a @Block -> write a number"),

  // Names in weight files
  NAME_COUNT("@Name of '%s': expected %d names, for %s, got %d -> give one for each, in order"),
  NAME_BLANK("@Name: a name must not be blank -> write what the weight file has"),
  NAME_NOTHING("@Name: '%s' has no parameters to name -> take it away"),
  WEIGHT_NAME_TWICE(
      "two tensors would be called '%s' in weight files: of '%s' and of '%s' -> name one"
          + " otherwise"),

  // Policy
  INIT_NOTHING("@Init: '%s' has no weights to start -> take it away"),
  BILINEAR_LAYER(
      "@Init: BILINEAR is a filter that enlarges maps, but @%s does not enlarge"
          + " -> use it on @ConvTranspose, or another scheme here"),
  BILINEAR_CHANNELS(
      "@Init: BILINEAR enlarges each channel by itself, but @ConvTranspose takes %d channels to %d"
          + " -> keep the number of channels, or use another scheme"),
  SHARED_BESIDE(
      "'%s' shares the layers of '%s' and has others beside: %s -> keep @Shared with @From and"
          + " @Output alone, and give the others a field of their own"),
  SHARED_NOTHING(
      "@Shared: '%s' has no weights to share -> write its layers again, they are the same"),
  SHARED_SHAPE(
      "@Shared: '%s' of shape %s does not fit the input %s, for which it would be %s"
          + " -> give both uses one shape, or let '%s' have weights of its own"),
  CUSTOM_CLASS("@Custom: %s cannot be a layer: %s"),
  CUSTOM_CONSTRUCTOR(
      "@Custom: no public constructor of %s takes the numbers %s: %s"
          + " -> give the numbers that a constructor takes, of type int, long, float or double"),
  CUSTOM_WEIGHT("@Custom: the weights of %s: %s -> %s"),
  CUSTOM_SIZE("@Custom: %s -> %s"),
  STOCHASTIC_DEPTH_NOTHING(
      "@StochasticDepth: %s has no residual units to drop, frozen ones%s aside"
          + " -> use @Residual or @Skip, or take it away"),
  FREEZE_NOTHING("@Freeze: '%s' has no parameters to freeze -> take it away"),
  FREEZE_EVERYTHING("%s has no trainable parameters -> leave at least one layer to learn"),
  OUTPUT_UNTRAINABLE(
      "nothing that is trained leads to the main output '%s', so its loss would teach nothing"
          + " -> read a layer that is trained, or put the field that is to learn last"),
  BUDGET_PARAMETERS(
      "%s has %,d parameters, the budget is %,d; '%s' has the most of all layers: %,d"
          + " -> make it smaller, or raise the budget"),
  BUDGET_MULTIPLY_ADDS(
      "%s takes %,d multiply-adds per image, the budget is %,d; '%s' takes the most of all layers:"
          + " %,d -> make it smaller, or raise the budget"),
  BUDGET_MEMORY(
      "%s takes %,d bytes for each image of a training batch, the budget is %,d; what layers write"
          + " lies in part over what others wrote before, and '%s' writes the most: %,d"
          + " -> make it smaller, or raise the budget"),

  /** Not the user's mistake. */
  INTERNAL(
      "Skipjack could not compile %s: %s. This is our mistake; please report it with this"
          + " text:%n%s");

  private final String text;

  Message(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
