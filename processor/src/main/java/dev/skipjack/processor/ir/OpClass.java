package dev.skipjack.processor.ir;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the text of an {@link Op} needs to know of its class, looked up once for each. */
record OpClass(String mnemonic, List<RecordComponent> components) {
  private static final Set<String> INNER = Set.of("forward", "convolution", "pool");

  private static final ClassValue<OpClass> KNOWN =
      new ClassValue<>() {
        @Override
        protected OpClass computeValue(Class<?> type) {
          String words = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
          return new OpClass(words.toLowerCase(Locale.ROOT), List.of(type.getRecordComponents()));
        }
      };

  static OpClass of(Op op) {
    return KNOWN.get(op.getClass());
  }

  /** Whether an op's attributes count as those of the op that holds it. */
  static boolean isInner(RecordComponent component) {
    return INNER.contains(component.getName());
  }
}
