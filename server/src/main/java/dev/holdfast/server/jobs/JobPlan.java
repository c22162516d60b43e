package dev.holdfast.server.jobs;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.server.jobs.DependencyOrder.CycleException;
import dev.holdfast.server.jobs.JobReader.FoundJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Job files that have been read through once and found good: every job can be enqueued. It holds
 * ids and places, not payloads, so its memory grows by about 65 bytes a job.
 *
 * <p>{@link #compareWith} before {@link #open}. Not thread safe.
 */
public final class JobPlan implements AutoCloseable {
  private final Limits limits;
  private final List<JobFile> files = new ArrayList<>();
  private final JobIndex index = new JobIndex();
  private final BitSet known = new BitSet();

  private JobPlan(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads all files through.
   *
   * @throws JobFileException if anything in them could not be enqueued
   */
  public static JobPlan read(List<Path> paths, Limits limits) {
    JobPlan plan = new JobPlan(limits);
    try {
      plan.readAll(paths);
      plan.requireNoCycle();
      return plan;
    } catch (RuntimeException e) {
      plan.close();
      throw e;
    }
  }

  /** How many jobs the files have. */
  public int jobCount() {
    return index.jobCount();
  }

  /** The ids of the files' jobs; of use after {@link #close} too, and to any thread. */
  public JobIds ids() {
    return new JobIds(index);
  }

  /**
   * Holds the files against what the queue knows already.
   *
   * @return where the jobs stand that are in both
   * @throws JobFileException if the queue knows a job by the same id and another content, or if a
   *     job depends on one that is neither in the files nor in the queue
   */
  public Known compareWith(Iterable<Job> queue) {
    int completed = 0;
    int dead = 0;
    int waiting = 0;
    for (Job job : queue) {
      int number = index.ids().find(job.id().value());
      if (number < 0) {
        continue;
      }
      known.set(number);
      if (index.isDefined(number)) {
        requireSame(number, job);
        completed += job.state() == JobState.COMPLETED ? 1 : 0;
        dead += job.state().isLost() ? 1 : 0;
        waiting += job.state().isTerminal() ? 0 : 1;
      }
    }
    requireNoMissingDependency();
    return new Known(completed, dead, waiting);
  }

  /**
   * Jobs of the files that the queue knew before.
   *
   * @param completed those that are done
   * @param dead those that were given up or called off
   * @param waiting all others
   */
  public record Known(int completed, int dead, int waiting) {
    /** All of them. */
    public int total() {
      return completed + dead + waiting;
    }
  }

  /** Begins the second reading: hands out the jobs that the queue did not know. */
  public JobCursor open() {
    files.forEach(JobFile::requireUnchanged);
    return new JobCursor(limits, files, index, known);
  }

  @Override
  public void close() {
    files.forEach(JobFile::close);
  }

  private void readAll(List<Path> paths) {
    if (paths.size() > JobIndex.FILES_MAX) {
      throw new JobFileException("at most " + JobIndex.FILES_MAX + " files can be run at once");
    }
    for (Path path : paths) {
      files.add(JobFile.open(path));
      readFile(files.size() - 1);
    }
  }

  private void readFile(int fileNumber) {
    JobFile file = files.get(fileNumber);
    try (InputStream in = file.stream();
        JsonParser parser = Json.parser(in, limits)) {
      parse(fileNumber, parser);
    } catch (JacksonIOException | IOException e) {
      throw new JobFileException(file.name() + ": cannot be read: " + e.getMessage());
    }
    file.requireUnchanged();
  }

  private void parse(int fileNumber, JsonParser parser) {
    try {
      readArray(fileNumber, parser);
    } catch (JacksonIOException e) {
      throw e;
    } catch (JacksonException e) {
      TokenStreamLocation told = e.getLocation();
      TokenStreamLocation location = told == null ? parser.currentLocation() : told;
      throw JobFileException.at(
          Place.of(files.get(fileNumber).name(), location), Json.describe(e, limits));
    }
  }

  private void readArray(int fileNumber, JsonParser parser) {
    String name = files.get(fileNumber).name();
    JsonToken first = parser.nextToken();
    if (parser.currentLocation().getByteOffset() < 0) {
      throw new JobFileException(name + ": is not UTF-8 text");
    }
    if (first == null) {
      throw new JobFileException(name + ": is empty; a job file is a JSON array of jobs");
    }
    if (first != JsonToken.START_ARRAY) {
      throw JobFileException.at(
          Place.of(name, parser.currentTokenLocation()), "a job file is a JSON array of jobs");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      add(fileNumber, JobReader.read(name, limits, parser));
    }
    if (parser.nextToken() != null) {
      throw JobFileException.at(
          Place.of(name, parser.currentTokenLocation()), "nothing may follow the array of jobs");
    }
  }

  private void add(int file, FoundJob job) {
    String id = job.spec().id().value();
    int number = index.mention(id, file, job.offset());
    if (index.isDefined(number)) {
      throw JobFileException.at(
          job.idPlace(), "job " + id + ": its id is taken by the job at " + placeOf(number));
    }
    index.define(number, file, job.offset(), job.length(), job.spec().fingerprint());
    List<JobId> dependsOn = job.spec().dependsOn();
    if (!dependsOn.isEmpty()) {
      int[] dependencies = new int[dependsOn.size()];
      for (int i = 0; i < dependencies.length; i++) {
        dependencies[i] =
            index.mention(dependsOn.get(i).value(), file, job.dependencyOffsets().get(i));
      }
      index.dependencies(number, dependencies);
    }
  }

  private void requireNoCycle() {
    try {
      DependencyOrder.of(index);
    } catch (CycleException e) {
      throw JobFileException.at(
          placeOf(e.job()),
          "job " + index.ids().get(e.job()) + ": waits for itself: " + e.getMessage());
    }
  }

  private void requireSame(int number, Job job) {
    if (index.fingerprint(number) != job.fingerprint()) {
      throw JobFileException.at(
          placeOf(number),
          "job "
              + job.id()
              + ": the queue knows another job of this id; choose another id, or another --data"
              + " directory");
    }
  }

  private void requireNoMissingDependency() {
    for (int number = 0; number < index.ids().size(); number++) {
      if (!index.isDefined(number) && !known.get(number)) {
        throw JobFileException.at(
            placeOf(number),
            "depends_on: there is no job "
                + index.ids().get(number)
                + " in the files or the queue");
      }
    }
  }

  private Place placeOf(int number) {
    return files.get(index.file(number)).placeOf(index.offset(number));
  }
}
