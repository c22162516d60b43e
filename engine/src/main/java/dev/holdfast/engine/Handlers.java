package dev.holdfast.engine;

import dev.holdfast.core.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which handler does which type of job, and how many of each type at once. Immutable; may be given
 * to many engines.
 *
 * <p>Workers ask only for jobs that they can do: without {@link Builder#otherwise}, jobs of other
 * types stay in the queue for somebody else. A handler with a bound gets no more jobs than it may
 * run at once; others are served past it, so that a slow type does not hold up the rest.
 *
 * <p>With {@link Builder#otherwise}, jobs of any type are asked for. A reservation names the types
 * that it wants, not those that it does not want; so while a handler with a bound is full, only the
 * registered types that have room are asked for, and jobs for {@code otherwise} wait until it has
 * room again.
 */
public final class Handlers {

  private record Entry(JobHandler handler, int concurrencyMax) {}

  private final Map<String, Entry> byType;
  private final Optional<JobHandler> otherwise;

  private Handlers(Map<String, Entry> byType, Optional<JobHandler> otherwise) {
    this.byType = new TreeMap<>(byType);
    this.otherwise = otherwise;
  }

  /** One handler for jobs of any type. */
  public static Handlers ofAny(JobHandler handler) {
    return builder().otherwise(handler).build();
  }

  /** Begins with none. */
  public static Builder builder() {
    return new Builder();
  }

  /** The types that have a handler of their own, in order. */
  public List<String> types() {
    return List.copyOf(byType.keySet());
  }

  /** Whether there is a handler for all other types. */
  public boolean takesAnything() {
    return otherwise.isPresent();
  }

  /** How many jobs of this type may run at once; 0 is no bound. */
  public int concurrencyMax(String type) {
    Entry entry = byType.get(type);
    return entry == null ? 0 : entry.concurrencyMax();
  }

  /**
   * The handler of this type.
   *
   * @throws IllegalArgumentException if there is none
   */
  public JobHandler of(String type) {
    Entry entry = byType.get(type);
    return entry != null
        ? entry.handler()
        : otherwise.orElseThrow(
            () -> new IllegalArgumentException("no handler for jobs of type \"" + type + "\""));
  }

  /** Gathers handlers. Each method returns this builder. Not thread safe. */
  public static final class Builder {
    private final Map<String, JobHandler> byType = new TreeMap<>();
    private final Map<String, Integer> concurrency = new TreeMap<>();
    private @Nullable JobHandler otherwise;

    private Builder() {}

    /**
     * Jobs of this type are done by this handler.
     *
     * @param type "" for jobs that name none
     * @throws IllegalArgumentException if the type has a handler already
     */
    public Builder on(String type, JobHandler handler) {
      if (byType.putIfAbsent(type, handler) != null) {
        throw new IllegalArgumentException("type \"" + type + "\" has two handlers");
      }
      return this;
    }

    /**
     * Jobs of this type are done by this handler, which gets what the mapper makes of the payload.
     * A payload that the mapper refuses, by any unchecked exception, would be refused again: the
     * job is dead at once, and says why.
     *
     * @param mapper such as a call of a JSON library; used by many threads at once
     * @throws IllegalArgumentException if the type has a handler already
     */
    public <T> Builder on(String type, Function<Payload, T> mapper, TypedHandler<T> handler) {
      return on(type, job -> handler.handle(read(mapper, job), job));
    }

    private static <T> T read(Function<Payload, T> mapper, JobContext job) {
      try {
        return mapper.apply(job.payload());
      } catch (RuntimeException e) {
        Failure cause = Failure.of(e);
        String message =
            "the payload cannot be read for type \"%s\": %s".formatted(job.type(), cause.message());
        throw new JobFailedException(
            new Failure(message, cause.type(), cause.then()).permanent(), e);
      }
    }

    /**
     * At most so many jobs of this type run at once in these workers. (For a bound over all workers
     * everywhere, configure the queue.)
     *
     * @param max at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Builder concurrency(String type, int max) {
      if (max < 1) {
        throw new IllegalArgumentException(
            "the concurrency of type \"%s\" must be at least 1, not %d".formatted(type, max));
      }
      concurrency.put(type, max);
      return this;
    }

    /** Jobs of all other types are done by this handler. */
    public Builder otherwise(JobHandler handler) {
      otherwise = handler;
      return this;
    }

    /**
     * The handlers.
     *
     * @throws IllegalArgumentException if there is none, or a bound for a type without one; the
     *     builder stays as it is
     */
    public Handlers build() {
      if (byType.isEmpty() && otherwise == null) {
        throw new IllegalArgumentException("there must be at least 1 handler");
      }
      for (String type : concurrency.keySet()) {
        if (!byType.containsKey(type)) {
          throw new IllegalArgumentException(
              "type \"" + type + "\" has a concurrency, but no handler");
        }
      }
      Map<String, Entry> entries = new TreeMap<>();
      byType.forEach((type, handler) ->
          entries.put(type, new Entry(handler, concurrency.getOrDefault(type, 0))));
      return new Handlers(entries, Optional.ofNullable(otherwise));
    }
  }
}
