package dev.skipjack.report;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import java.util.List;

/** What classes are called; those without a name by their number, no class not at all. */
record ClassNames(List<String> names) {
  ClassNames {
    names = List.copyOf(names);
  }

  static ClassNames of(Batches batches) {
    return new ClassNames(batches.dataset().classNames());
  }

  String of(int number) {
    if (number == Dataset.UNLABELLED) {
      return "";
    }
    return number < names.size() ? names.get(number) : "class " + number;
  }
}
