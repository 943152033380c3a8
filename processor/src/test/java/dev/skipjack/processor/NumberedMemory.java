package dev.skipjack.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Memory that holds numbers; large, so only its runs are kept, by address. */
final class NumberedMemory {
  private final TreeMap<Long, Numbers.Run> runs = new TreeMap<>();

  void write(long begin, Numbers numbers) {
    for (Numbers.Run run : numbers.runs()) {
      cut(begin);
      cut(begin + run.length());
      runs.subMap(begin, begin + run.length()).clear();
      runs.put(begin, run);
      begin += run.length();
    }
  }

  /** Makes a run begin at this address, if one goes on there. */
  private void cut(long address) {
    Map.Entry<Long, Numbers.Run> before = runs.lowerEntry(address);
    if (before != null && before.getKey() + before.getValue().length() > address) {
      long first = before.getValue().first();
      long kept = address - before.getKey();
      long length = before.getValue().length();
      runs.put(before.getKey(), new Numbers.Run(first, kept));
      runs.put(address, new Numbers.Run(first + kept, length - kept));
    }
  }

  Numbers read(long begin, long length) {
    cut(begin);
    cut(begin + length);
    List<Numbers.Run> found = new ArrayList<>();
    long at = begin;
    for (Map.Entry<Long, Numbers.Run> entry : runs.subMap(begin, begin + length).entrySet()) {
      found.add(new Numbers.Run(0, entry.getKey() - at));
      found.add(entry.getValue());
      at = entry.getKey() + entry.getValue().length();
    }
    found.add(new Numbers.Run(0, begin + length - at));
    return new Numbers(found);
  }
}
