package dev.holdfast.bench.concurrency;

import dev.holdfast.concurrency.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/** A channel, ours or another's. */
interface ChannelPeer {
  void send(Integer item) throws InterruptedException;

  Integer receive() throws InterruptedException;

  /**
   * Creates a peer by name.
   *
   * @param capacity 0 for a rendezvous
   */
  static ChannelPeer create(String name, int capacity) {
    return switch (name) {
      case "holdfast" ->
          new Holdfast(capacity == 0 ? Channel.rendezvous() : Channel.bounded(capacity));
      case "jox" ->
          new Jox(
              capacity == 0
                  ? com.softwaremill.jox.Channel.newRendezvousChannel()
                  : com.softwaremill.jox.Channel.newBufferedChannel(capacity));
      case "jdk" ->
          new Queue(
              capacity == 0 ? new SynchronousQueue<>(true) : new ArrayBlockingQueue<>(capacity));
      case "transferQueue" -> new Transfer(new LinkedTransferQueue<>());
      default -> throw new IllegalArgumentException("unknown channel: " + name);
    };
  }

  /** Ours. */
  record Holdfast(Channel<Integer> channel) implements ChannelPeer {
    @Override
    public void send(Integer item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }
  }

  /** Jox's. */
  record Jox(com.softwaremill.jox.Channel<Integer> channel) implements ChannelPeer {
    @Override
    public void send(Integer item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }
  }

  /** The JDK's bounded queue, or its fair rendezvous. */
  record Queue(BlockingQueue<Integer> queue) implements ChannelPeer {
    @Override
    public void send(Integer item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return queue.take();
    }
  }

  /** A rendezvous through the JDK's transfer queue. */
  record Transfer(LinkedTransferQueue<Integer> queue) implements ChannelPeer {
    @Override
    public void send(Integer item) throws InterruptedException {
      queue.transfer(item);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return queue.take();
    }
  }
}
