package dev.holdfast.server.jobs;

import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.server.jobs.JobReader.FoundJob;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The second reading: fetches each job from its place in its file, one at a time, so that none
 * comes before those that it depends on. Where the files' own order allows it, that is the order,
 * and a file is read from front to back.
 *
 * <p>Not thread safe; ends with the plan that it came from.
 */
public final class JobCursor {
  private final Limits limits;
  private final List<JobFile> files;
  private final JobIndex index;
  private final BitSet skip;
  private final JsonFactory factory;
  private final int[] order;
  private int next;

  JobCursor(Limits limits, List<JobFile> files, JobIndex index, BitSet skip) {
    this.limits = limits;
    this.files = files;
    this.index = index;
    this.skip = skip;
    this.factory = Json.factory(limits);
    this.order = DependencyOrder.of(index);
  }

  /**
   * The next job, or empty after the last.
   *
   * @throws JobFileException if a file is no longer what it was
   */
  public Optional<JobSpec> next() {
    while (next < order.length && skip.get(order[next])) {
      next++;
    }
    return next == order.length ? Optional.empty() : Optional.of(read(order[next++]));
  }

  private JobSpec read(int number) {
    JobFile file = files.get(index.file(number));
    int length = index.length(number);
    int from = file.locate(index.offset(number), length);
    try (JsonParser parser =
        factory.createParser(ObjectReadContext.empty(), file.bytes(), from, length)) {
      parser.nextToken();
      FoundJob found = JobReader.read(file.name(), limits, parser);
      if (found.spec().fingerprint() != index.fingerprint(number)
          || !found.spec().id().value().equals(index.ids().get(number))) {
        throw file.changed();
      }
      return found.spec();
    } catch (JacksonException | JobFileException e) {
      throw file.changed();
    }
  }
}
