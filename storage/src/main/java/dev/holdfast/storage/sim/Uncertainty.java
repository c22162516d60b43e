package dev.holdfast.storage.sim;

/**
 * One thing that a loss of power leaves open: how long a file is, which version of a sector it
 * holds, whether a change to the directory took place.
 *
 * @param about what it concerns: a file's name, or "directory"
 * @param what the same in more detail, for a person
 * @param choices how many outcomes it has; 0 is the oldest
 * @param newest the outcome in which nothing is lost; a higher one is worse than loss: garbage
 */
public record Uncertainty(String about, String what, int choices, int newest) {

  /** What {@code choice} comes to, for a person. */
  String describe(int choice) {
    if (choice > newest) {
      return what + ": garbage";
    }
    if (choice == newest) {
      return what + ": kept";
    }
    return choice == 0
        ? what + ": lost"
        : "%s: the first %d of %d changes kept".formatted(what, choice, newest);
  }
}
