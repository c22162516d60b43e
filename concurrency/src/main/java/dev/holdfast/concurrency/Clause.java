package dev.holdfast.concurrency;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of several things that a thread is ready to do: to be made with {@link Channel#onReceive} and
 * {@link Channel#onSend}, and given to {@link Channel#select}. Immutable; may be used again.
 *
 * @param <R> what the select returns if this is what happened
 */
public abstract sealed class Clause<R> {
  Clause() {}

  abstract Channel<?> channel();

  /** Does it if it can be done at once; under the channel's lock. Returns what is left to do. */
  abstract @Nullable Supplier<R> attempt();

  /** Queues for it; under the channel's lock. */
  abstract Wait<R> queue(Claim claim);

  /** A clause that waits in the line of its channel. */
  interface Wait<R> {
    /** Whether this is the one that was served. */
    boolean isServed();

    /** Leaves the line, if it still stands there. */
    void leave();

    /** Returns the result of what happened, or throws if the channel was closed instead. */
    R result();
  }

  static final class Receive<T, R> extends Clause<R> {
    private final Channel<T> channel;
    private final Function<? super T, ? extends R> then;

    Receive(Channel<T> channel, Function<? super T, ? extends R> then) {
      this.channel = channel;
      this.then = then;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    @Nullable Supplier<R> attempt() {
      T item = channel.take();
      return item == null ? null : () -> then.apply(item);
    }

    @Override
    Wait<R> queue(Claim claim) {
      return channel.queueReceiver(claim, then);
    }
  }

  static final class Send<T, R> extends Clause<R> {
    private final Channel<T> channel;
    private final T item;
    private final Supplier<? extends R> then;

    Send(Channel<T> channel, T item, Supplier<? extends R> then) {
      this.channel = channel;
      this.item = item;
      this.then = then;
    }

    @Override
    Channel<?> channel() {
      return channel;
    }

    @Override
    @Nullable Supplier<R> attempt() {
      return channel.put(item) ? then::get : null;
    }

    @Override
    Wait<R> queue(Claim claim) {
      return channel.queueSender(claim, item, then);
    }
  }
}
