package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Saves and loads the parameters and running statistics of networks. Files have PyTorch's layouts,
 * and torchvision's names where a network declares them, so they serve in both directions; the
 * names {@code norm.1} and {@code conv.2} of torchvision's published DenseNets are understood.
 *
 * <p>What is loaded is safetensors, or what PyTorch's {@code torch.save} wrote of a {@code
 * state_dict()} ({@code .pth}, {@code .pt}), whichever the file's first bytes say. A checkpoint may
 * have the dictionary under {@code state_dict}, {@code model}, {@code model_state_dict} or {@code
 * net}, but not two of them, and {@code module.} or {@code _orig_mod.} before every name. Such a
 * file is a program; here it can put together dictionaries, numbers and tensors, and whatever else
 * it names is refused.
 *
 * <p>Tensors are written one after the other: saving needs no memory of the file's size. Loading
 * takes native memory of the size of the parameters, until all of them are read.
 *
 * <p>A network whose values are not finite has diverged: it is neither saved nor loaded. PyTorch
 * does both.
 *
 * <p>Any thread may save or load while no other trains the network or loads into it: nothing stops
 * a step meanwhile, of which a file would have a half. Of networks that share their parameters
 * (forks, and those that {@code inference()} made) loading changes all.
 */
public final class Weights {
  /** The key of the file's metadata with the preparation of pictures. */
  private static final String PREPARATION = "skipjack.preparation";

  /** The key of the file's metadata with what the weights mean. */
  private static final String ARCHITECTURE = "skipjack.architecture";

  private Weights() {}

  /**
   * Writes every tensor of {@code network} as safetensors, F32 or F64 as the network computes, its
   * {@link Network#architecture} and its {@link Network#preparation}.
   *
   * <p>A checksum of all of the file stands in its metadata, {@code skipjack.crc32c}; who loads the
   * file here is told if a byte is another, unless it is one of that key: a file without it is not
   * checked. A program that changes tensors must not keep it.
   *
   * <p>The file is written beside its place and moved there when all of it is on the disk. Its
   * permissions stay (a new file has those of the umask), and a symbolic link stays a link. What a
   * killed process left of such an attempt, {@code FILE.UUID.tmp}, goes with the next one.
   *
   * @param file replaced only when everything is written; its directory is made
   * @throws IOException naming file and reason if it cannot be written, or the network has a value
   *     that is not finite; an existing file is then as it was
   */
  public static void save(Network network, Path file) throws IOException {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      INDArray tensor = network.readOnly(parameter);
      checkFinite(network, parameter, tensor, file);
      tensors.put(parameter.name(), tensor);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ARCHITECTURE, network.architecture());
    network
        .preparation()
        .ifPresent(preparation -> metadata.put(PREPARATION, PreparationJson.write(preparation)));
    CheckedTensors.write(file, tensors, metadata);
  }

  /**
   * How pictures are prepared for the network of a file, as {@link #save} wrote it; {@link #load}
   * gives it to the network. Only the file's header is read: its checksum, which takes all of it,
   * is not looked at.
   *
   * @return empty if the file does not say it: it is another's, an old one, or its network learned
   *     from something else than an {@code ImageSet}
   * @throws IOException if the header cannot be read, or a newer version wrote the preparation
   */
  public static Optional<Preparation> preparation(Path file) throws IOException {
    return Uninterrupted.run(
        () -> {
          try (WeightFile reader = WeightFile.open(file)) {
            return preparation(reader);
          }
        });
  }

  static Optional<Preparation> preparation(WeightFile reader) throws IOException {
    String json = reader.metadata().get(PREPARATION);
    try {
      return Optional.ofNullable(json).map(PreparationJson::read);
    } catch (IllegalArgumentException e) {
      throw reader.error("%s", e.getMessage());
    }
  }

  private static void checkFinite(Network network, Parameter parameter, INDArray tensor, Path file)
      throws IOException {
    String problem = Elements.problem(tensor, StagedTensors.rule(parameter));
    if (problem != null) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is not saved to %s: %s %s",
              network.name(),
              file,
              parameter.name(),
              problem));
    }
  }

  /**
   * Finds out, before there is anything to save, whether {@link #save} could write this file; for
   * those who train first. The directory is made.
   *
   * @throws IOException naming the file and why it could not be written
   */
  public static void checkWritable(Path file) throws IOException {
    WholeFile.check(file);
  }

  /**
   * Loads a file into {@code network}, with its preparation of pictures. PyTorch's {@code
   * num_batches_tracked} is passed over.
   *
   * @param file safetensors or PyTorch's, of F32, F64, F16 or BF16
   * @return the network
   * @throws IOException if the file is damaged, has values that are not finite, beyond FLOAT for a
   *     network of FLOAT, or negative variances, or was saved by a network that computes something
   *     else with the same tensors, or lists every name that is missing, unexpected or of another
   *     shape or type; the network is then unchanged, whatever happens to the file meanwhile
   */
  public static <T extends Network> T load(T network, Path file) throws IOException {
    try (StagedWeights staged = StagedWeights.read(network, file)) {
      staged.apply();
    }
    return network;
  }

  /**
   * Loads what fits, where something may differ; see {@link Partial}. The preparation of pictures
   * is passed over.
   *
   * @param file safetensors or PyTorch's, of F32, F64, F16 or BF16
   * @return what was loaded and what fits nothing: look at it, since a wrong file may fit in part
   * @throws IOException if the file is damaged, fits nowhere, or lists every difference that is not
   *     allowed; the network is then unchanged
   */
  public static LoadedPart load(Network network, Path file, Partial partial) throws IOException {
    return Uninterrupted.run(() -> loadFitting(network, file, partial));
  }

  private static LoadedPart loadFitting(Network network, Path file, Partial partial)
      throws IOException {
    try (WeightFile reader = WeightFile.open(file)) {
      Match match = Match.of(network, file, reader.tensors(), partial);
      if (match.fitting().isEmpty()) {
        throw misfit(network, file, "fit nowhere into", match.problems());
      }
      List<String> problems = match.problems(partial);
      if (!problems.isEmpty()) {
        problems.add("nothing was loaded; what may differ is told by Partial.allow");
        throw misfit(network, file, "do not fit", problems);
      }
      checkArchitecture(network, file, reader, match, partial);
      reader.check(); // last: it reads all of the file
      copy(reader, match, network);
      return match.loadedPart();
    }
  }

  /**
   * Loads what fits into a part of {@code network}, for instance a classifier's file into the
   * backbone of a detector. Names that only one of the two has are passed over, and so is the
   * preparation of pictures.
   *
   * @param prefix of the part's names in the network: the file's {@code conv1.weight} goes to
   *     {@code backbone.conv1.weight} for {@code "backbone."}
   * @return as {@link #load(Network, Path, Partial)}
   * @throws IOException likewise, for instance if a tensor has another shape
   */
  public static LoadedPart loadPart(Network network, Path file, String prefix) throws IOException {
    return loadPart(network, file, prefix::concat);
  }

  /**
   * As {@link #loadPart(Network, Path, String)} with any other names: to take the backbone out of a
   * detector's file, to leave out tensors.
   *
   * @param names gives the name in the network for a name in the file, or null for a tensor that is
   *     not wanted
   */
  public static LoadedPart loadPart(Network network, Path file, UnaryOperator<String> names)
      throws IOException {
    Partial part =
        Partial.allow(Partial.missing(), Partial.unexpected(), Partial.otherArchitecture());
    return load(network, file, part.renamed(names));
  }

  /**
   * Copies the weights, the running statistics and the preparation of pictures of a network to
   * another of the same architecture: from one whose body is frozen to one that learns altogether.
   *
   * @throws IllegalArgumentException naming the first difference; nothing is copied then
   */
  public static void copy(Network from, Network to) {
    WeightCopy.copy(from, to);
  }

  /** Reads all of it, then changes the network. */
  static void copy(WeightFile reader, Match match, Network network) throws IOException {
    try (StagedTensors staged = StagedTensors.read(reader, match, network)) {
      staged.copyTo(network);
    }
  }

  /**
   * Every tensor of the file, for its parameter.
   *
   * @throws IOException that lists what does not fit
   */
  static Match match(Network network, Path file, WeightFile reader) throws IOException {
    Match match = Match.of(network, file, reader.tensors(), Partial.NOTHING);
    List<String> problems = match.problems();
    if (!problems.isEmpty()) {
      throw misfit(network, file, "do not fit", problems);
    }
    checkArchitecture(network, file, reader, match, Partial.NOTHING);
    return match;
  }

  /** Tensors that all fit may have meant something else; who takes only some knows that. */
  private static void checkArchitecture(
      Network network, Path file, WeightFile reader, Match match, Partial partial)
      throws IOException {
    String saved = reader.metadata().get(ARCHITECTURE);
    if (saved != null
        && match.isWhole()
        && !saved.equals(network.architecture())
        && !partial.allows(Partial.Kind.OTHER_ARCHITECTURE, network.name())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the weights in %s have the names and shapes of %s, but the network that saved them"
                  + " computed something else with them: strides, dilations, activations or the"
                  + " order of layers differ (architecture then %s, now %s).%n  Take the class as"
                  + " it was, train anew, or, if the change is meant, load with"
                  + " Partial.allow(Partial.otherArchitecture())",
              file,
              network.name(),
              saved,
              network.architecture()));
    }
  }

  private static IOException misfit(
      Network network, Path file, String relation, List<String> problems) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "the weights in %s %s %s:%n  %s",
            file,
            relation,
            network.name(),
            String.join(System.lineSeparator() + "  ", problems)));
  }

  /**
   * As {@link #load}, but closes the network if that fails; for factories, whose network nobody has
   * seen yet: nothing lies beside it meanwhile, which would take the memory of its parameters
   * again.
   */
  public static <T extends Network> T loadInto(T network, Path file) throws IOException {
    try {
      return Uninterrupted.run(() -> readInto(network, file));
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static <T extends Network> T readInto(T network, Path file) throws IOException {
    try (WeightFile reader = WeightFile.open(file)) {
      reader.check();
      Match match = match(network, file, reader);
      Optional<Preparation> preparation = preparation(reader);
      StagedTensors.readInto(reader, match, network);
      network.prepareWith(preparation.orElse(null));
      return network;
    }
  }
}
