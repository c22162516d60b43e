package dev.holdfast.server.jobs;

import tools.jackson.core.TokenStreamLocation;

/** A place in a job file; line and column count from 1, the column in bytes. */
record Place(String file, long line, long column) {

  static Place of(String file, TokenStreamLocation location) {
    return new Place(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
