package dev.holdfast.server.jobs;

import java.util.Arrays;

/**
 * What the first reading remembers of each id: where its job stands, what it depends on, and the
 * fingerprint of its content - about 40 bytes a job besides its id, whatever the payload.
 */
final class JobIndex {
  private static final int OFFSET_BITS = 47;
  private static final int NONE = -1;

  /** The most files that one plan may have; their number shares a long with the offset. */
  static final int FILES_MAX = 1 << (Long.SIZE - 1 - OFFSET_BITS);

  private final IdTable ids = new IdTable();

  /** By number: the file and the byte where the job stands, or where the id is first mentioned. */
  private long[] places = new long[1 << 6];

  /** By number: how many bytes the job has in its file; 0 if it is only mentioned. */
  private int[] lengths = new int[1 << 6];

  private long[] fingerprints = new long[1 << 6];

  /** By number: where its dependencies begin in {@link #edges}, or {@link #NONE}. */
  private int[] edgesFrom = new int[1 << 6];

  /** For each job with dependencies: how many, then their numbers. */
  private int[] edges = new int[1 << 6];

  private int edgesEnd;

  /** The numbers of the jobs in the order of the files. */
  private int[] jobs = new int[1 << 6];

  private int jobCount;

  IdTable ids() {
    return ids;
  }

  int jobCount() {
    return jobCount;
  }

  /** The number of the i-th job of the files. */
  int job(int i) {
    return jobs[i];
  }

  /** The number of an id; if it is new, this is the place where it is mentioned first. */
  int mention(String id, int file, long offset) {
    int known = ids.size();
    int number = ids.intern(id);
    if (number == places.length) {
      grow();
    }
    if (number == known) {
      places[number] = place(file, offset);
      edgesFrom[number] = NONE;
    }
    return number;
  }

  boolean isDefined(int number) {
    return lengths[number] != 0;
  }

  void define(int number, int file, long offset, int length, long fingerprint) {
    places[number] = place(file, offset);
    lengths[number] = length;
    fingerprints[number] = fingerprint;
    if (jobCount == jobs.length) {
      jobs = Arrays.copyOf(jobs, grown(jobCount));
    }
    jobs[jobCount++] = number;
  }

  void dependencies(int number, int[] dependencies) {
    int needed = edgesEnd + 1 + dependencies.length;
    if (needed > edges.length) {
      edges = Arrays.copyOf(edges, Math.max(needed, grown(edges.length)));
    }
    edgesFrom[number] = edgesEnd;
    edges[edgesEnd++] = dependencies.length;
    System.arraycopy(dependencies, 0, edges, edgesEnd, dependencies.length);
    edgesEnd = needed;
  }

  int dependencyCount(int number) {
    return edgesFrom[number] == NONE ? 0 : edges[edgesFrom[number]];
  }

  /** The i-th dependency's number. */
  int dependency(int number, int i) {
    return edges[edgesFrom[number] + 1 + i];
  }

  int file(int number) {
    return (int) (places[number] >>> OFFSET_BITS);
  }

  long offset(int number) {
    return places[number] & ((1L << OFFSET_BITS) - 1);
  }

  int length(int number) {
    return lengths[number];
  }

  long fingerprint(int number) {
    return fingerprints[number];
  }

  private static long place(int file, long offset) {
    return ((long) file << OFFSET_BITS) | offset;
  }

  private void grow() {
    int length = grown(places.length);
    places = Arrays.copyOf(places, length);
    lengths = Arrays.copyOf(lengths, length);
    fingerprints = Arrays.copyOf(fingerprints, length);
    edgesFrom = Arrays.copyOf(edgesFrom, length);
  }

  private static int grown(int length) {
    return Math.addExact(length, Math.max(16, length / 2));
  }
}
