package dev.holdfast.bench.defects;

/**
 * What a program saw.
 *
 * @param claim the defect
 * @param seen the evidence, in words
 * @param present whether the defect was there
 */
public record Finding(String claim, String seen, boolean present) {
  @Override
  public String toString() {
    return (present ? "still there: " : "GONE: ") + claim + "\n  " + seen;
  }
}
