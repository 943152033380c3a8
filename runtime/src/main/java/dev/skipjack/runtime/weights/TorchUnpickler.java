package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a PyTorch file. A pickle is a program: this one may only put together
 * dictionaries, lists, numbers, text and tensors. Whatever else it names is refused by name;
 * nothing that it names is loaded or called ({@link TorchGlobals}).
 *
 * <p>Opcodes are those that PyTorch writes (protocol 2, and 4 where a user asked for it). Lengths
 * are compared with what is left of the file before anything is allocated, and dictionaries have
 * text for keys: a hash of nested lists could take for ever.
 */
final class TorchUnpickler extends Unpickler {
  /** What the library does by itself, within the bounds that are checked here. */
  private static final String LEFT_TO_LIBRARY = "(.012GJKMN)t]aehjqr";

  /** PROTO, TUPLE1 to TUPLE3, NEWTRUE, NEWFALSE, LONG1, SHORT_BINUNICODE, MEMOIZE, FRAME. */
  private static final List<Integer> LEFT_TO_LIBRARY_TOO =
      List.of(0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x94, 0x95);

  private static final int NEWOBJ = 0x81;
  private static final int STACK_GLOBAL = 0x93;

  /** Opcodes of a file: ResNet-152 takes 16,000. */
  private static final int MOST_STEPS = 4_000_000;

  private final long available;
  private final Map<String, TorchStorage> storages = new LinkedHashMap<>();
  private int steps;

  /**
   * @param available bytes at most from here to the end of the file
   */
  TorchUnpickler(long available) {
    this.available = available;
  }

  /**
   * Reads the next pickle of a stream that supports marks.
   *
   * @throws IOException if it is none, or does what a file of weights has no need to do
   */
  Object read(InputStream from) throws IOException {
    try {
      return load(from);
    } catch (PickleException | ClassCastException | IndexOutOfBoundsException e) {
      throw new IOException("its pickle is damaged: " + reason(e), e);
    } catch (IllegalArgumentException | NullPointerException | NegativeArraySizeException e) {
      throw new IOException("its pickle is damaged: " + reason(e), e);
    }
  }

  /** Every storage that the pickle named. */
  Map<String, TorchStorage> storages() {
    return storages;
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    if (++steps > MOST_STEPS) {
      throw new IOException(
          String.format(Locale.ROOT, "its pickle has more than %,d steps", MOST_STEPS));
    }
    switch (opcode) {
      case 'c' -> stack.add(global(PickleUtils.readline(input), PickleUtils.readline(input)));
      case STACK_GLOBAL -> {
        String name = (String) stack.pop();
        stack.add(global((String) stack.pop(), name));
      }
      case '}' -> stack.add(new LinkedHashMap<String, Object>());
      case 's' -> {
        Object value = stack.pop();
        put(stack.pop(), value);
      }
      case 'u' -> putAll(stack.pop_all_since_marker());
      case 'b' -> stack.pop(); // what an object was besides: an OrderedDict's _metadata
      case 'R', NEWOBJ -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(((IObjectConstructor) stack.pop()).construct(arguments));
      }
      case 'X', 'T' -> {
        checkLength(4);
        return super.dispatch(opcode);
      }
      case 'U' -> {
        checkLength(1);
        return super.dispatch(opcode);
      }
      case 'Q' -> {
        TorchStorage storage = TorchGlobals.storage((Object[]) stack.pop());
        storages.put(storage.key(), storage);
        stack.add(storage);
      }
      default -> {
        if (LEFT_TO_LIBRARY.indexOf(opcode) < 0 && !LEFT_TO_LIBRARY_TOO.contains((int) opcode)) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "its pickle has the opcode 0x%02x, which files of weights have no need of",
                  (int) opcode));
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  private static IObjectConstructor global(String module, String name) throws IOException {
    return TorchGlobals.of(module + "." + name);
  }

  private void putAll(List<Object> keysAndValues) {
    for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
      put(keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // whatever puts a map on the stack puts one of text
  private void put(Object key, Object value) {
    if (key instanceof String || key instanceof Number) {
      ((Map<String, Object>) stack.peek()).put(key.toString(), value);
    }
  }

  /** Looks at the length that is next in the stream. */
  private void checkLength(int bytes) throws IOException {
    input.mark(bytes);
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length |= (input.read() & 0xffL) << (Byte.SIZE * i);
    }
    input.reset();
    if (length > available) {
      throw new IOException(
          String.format(
              Locale.ROOT, "its pickle has a text of %,d bytes, the file %,d", length, available));
    }
  }

  /** Of a list or tuple. */
  static List<?> list(Object value) {
    return value instanceof Object[] array ? new ArrayList<>(List.of(array)) : (List<?>) value;
  }
}
