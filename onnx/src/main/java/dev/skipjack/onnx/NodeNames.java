package dev.skipjack.onnx;

import java.util.Arrays;
import java.util.List;

/** Gives nodes names that begin with the path of the model's field. */
final class NodeNames {
  private NodeNames() {}

  /**
   * For instance {@code body.stage.block0Conv1/Conv}.
   *
   * @param path of the field, {@code body.stage}
   * @param value that the node makes, {@code bodyStageBlock0Conv1}: it begins as the path does, in
   *     one word
   */
  static String of(String path, String value, String operator) {
    List<String> words = Arrays.asList(path.split("\\."));
    for (int count = words.size(); count > 0; count--) {
      List<String> some = words.subList(0, count);
      String begin = inOneWord(some);
      if (value.startsWith(begin)) {
        String rest = value.substring(begin.length());
        boolean own = rest.isEmpty() || rest.startsWith("/");
        return String.join(".", some) + (own ? rest : "." + small(rest)) + "/" + operator;
      }
    }
    return path + "." + value + "/" + operator;
  }

  private static String inOneWord(List<String> words) {
    StringBuilder word = new StringBuilder(words.get(0));
    for (String next : words.subList(1, words.size())) {
      word.append(Character.toUpperCase(next.charAt(0))).append(next.substring(1));
    }
    return word.toString();
  }

  private static String small(String word) {
    return Character.toLowerCase(word.charAt(0)) + word.substring(1);
  }
}
