package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/**
 * What the pickle of a PyTorch file may name, and what becomes of it here. Nothing else: a name is
 * looked up in these tables and never anywhere else, so that no file runs code.
 */
final class TorchGlobals {
  private static final Map<String, ElementType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.FloatStorage", ElementType.F32),
          Map.entry("torch.DoubleStorage", ElementType.F64),
          Map.entry("torch.HalfStorage", ElementType.F16),
          Map.entry("torch.BFloat16Storage", ElementType.BF16),
          Map.entry("torch.LongStorage", ElementType.I64),
          Map.entry("torch.IntStorage", ElementType.I32),
          Map.entry("torch.ShortStorage", ElementType.I16),
          Map.entry("torch.CharStorage", ElementType.I8),
          Map.entry("torch.ByteStorage", ElementType.U8),
          Map.entry("torch.BoolStorage", ElementType.BOOL),
          Map.entry("torch.ComplexFloatStorage", ElementType.C64));

  private static final Map<String, IObjectConstructor> REBUILD =
      Map.of(
          "collections.OrderedDict", TorchGlobals::dictionary,
          "torch._utils._rebuild_tensor_v2", TorchGlobals::tensor,
          "torch._utils._rebuild_tensor", TorchGlobals::tensor,
          "torch._utils._rebuild_parameter", arguments -> arguments[0],
          "torch._tensor._rebuild_from_type_v2", TorchGlobals::ofType);

  /** What checkpoints have beside weights: it stays what it is called. */
  private static final Set<String> NAMES_ONLY =
      Set.of(
          "torch.Size",
          "torch.device",
          "torch.float32",
          "torch.float64",
          "torch.float16",
          "torch.bfloat16",
          "torch.int64",
          "torch.nn.parameter.Parameter",
          "torch.Tensor",
          "collections.defaultdict",
          "collections.Counter",
          "argparse.Namespace",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "numpy.dtype",
          "_codecs.encode");

  private TorchGlobals() {}

  /** The type of a storage, which a pickle hands over but never calls. */
  private record StorageType(ElementType type) implements IObjectConstructor {
    @Override
    public Object construct(Object[] arguments) {
      throw new PickleException("a storage is made of nothing");
    }
  }

  /**
   * @throws IOException if a file of weights has no need of it
   */
  static IObjectConstructor of(String name) throws IOException {
    if (STORAGES.containsKey(name)) {
      return new StorageType(STORAGES.get(name));
    }
    if (REBUILD.containsKey(name)) {
      return REBUILD.get(name);
    }
    if (NAMES_ONLY.contains(name)) {
      return arguments -> name;
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "its pickle names %s, which is not among what files of weights are made of, and nothing"
                + " of it is run: in PyTorch, load it if you trust it, and write"
                + " torch.save(model.state_dict(), \"weights.pth\")",
            name));
  }

  /** What a persistent id stands for: {@code ('storage', type, key, device, elements, …)}. */
  static TorchStorage storage(Object[] id) {
    if (!"storage".equals(id[0])) {
      throw new PickleException("a persistent id is of '" + id[0] + "', not of a storage");
    }
    if (id.length > 5 && id[5] != null) {
      throw new PickleException("storage '" + id[2] + "' is a view of another");
    }
    return new TorchStorage(
        ((StorageType) id[1]).type(), (String) id[2], ((Number) id[4]).longValue());
  }

  /** Of nothing, or of pairs. */
  private static Map<String, Object> dictionary(Object[] arguments) {
    Map<String, Object> dictionary = new LinkedHashMap<>();
    if (arguments.length > 0) {
      for (Object pair : TorchUnpickler.list(arguments[0])) {
        List<?> both = TorchUnpickler.list(pair);
        dictionary.put((String) both.get(0), both.get(1));
      }
    }
    return dictionary;
  }

  /**
   * {@code (storage, offset, shape, stride, requires_grad, hooks, bits)}; the last may be absent.
   */
  private static TorchTensor tensor(Object[] arguments) {
    return new TorchTensor(
        (TorchStorage) arguments[0],
        ((Number) arguments[1]).longValue(),
        longs(arguments[2]),
        longs(arguments[3]),
        arguments.length > 6
            && arguments[6] instanceof Map<?, ?> bits
            && Boolean.TRUE.equals(bits.get("neg")));
  }

  private static long[] longs(Object tuple) {
    return TorchUnpickler.list(tuple).stream().mapToLong(n -> ((Number) n).longValue()).toArray();
  }

  /** {@code (function, type, arguments, state)}. */
  private static Object ofType(Object[] arguments) {
    return ((IObjectConstructor) arguments[0]).construct((Object[]) arguments[2]);
  }
}
