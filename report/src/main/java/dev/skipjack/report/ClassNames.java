package dev.skipjack.report;

import java.util.List;

/** What classes are called; those without a name by their number. */
record ClassNames(List<String> names) {
  ClassNames {
    names = List.copyOf(names);
  }

  String of(int number) {
    return number < names.size() ? names.get(number) : "class " + number;
  }
}
