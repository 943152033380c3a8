package dev.skipjack.report;

/**
 * Something to know about a run.
 *
 * @param group under which it is listed
 */
record Fact(String group, String name, String value) {
  boolean isAbout(Fact other) {
    return group.equals(other.group) && name.equals(other.name);
  }
}
