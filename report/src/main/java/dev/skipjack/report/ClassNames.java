package dev.skipjack.report;

import dev.skipjack.runtime.data.Batches;
import java.util.List;

/** What classes are called; those without a name by their number. */
record ClassNames(List<String> names) {
  ClassNames {
    names = List.copyOf(names);
  }

  static ClassNames of(Batches batches) {
    return new ClassNames(batches.dataset().classNames());
  }

  String of(int number) {
    return number < names.size() ? names.get(number) : "class " + number;
  }
}
