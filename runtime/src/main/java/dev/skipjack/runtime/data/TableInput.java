package dev.skipjack.runtime.data;

import java.util.List;

/** Rows of a table. */
record TableInput(String name, Table table) implements FurtherInput {
  @Override
  public List<Integer> dims() {
    return List.of(table.columns());
  }

  @Override
  public int size() {
    return table.rows();
  }

  @Override
  public FurtherInput select(int... indices) {
    return new TableInput(name, table.select(indices));
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(name);
    table.addTo(fingerprint);
    return fingerprint.toString();
  }

  @Override
  public String describe() {
    return name + ": " + table.columns() + " features";
  }
}
