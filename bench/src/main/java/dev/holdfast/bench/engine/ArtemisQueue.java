package dev.holdfast.bench.engine;

import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * Apache Artemis in this process: durable messages, every send and every acknowledgement waited for
 * until the journal has synced it (NIO, fdatasync). Consumers hold no messages back for themselves.
 */
final class ArtemisQueue implements JobQueue {
  private static final String JOBS = "jobs";

  private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
  private final ServerLocator locator;
  private final ClientSessionFactory sessions;
  private final byte[] payload;

  /** With this time for a batch to gather; its default is {@code 3_333_333} ns. */
  ArtemisQueue(Path folder, int timerNanos, int payloadBytes) throws Exception {
    ConfigurationImpl config = new ConfigurationImpl();
    config.setPersistenceEnabled(true);
    config.setSecurityEnabled(false);
    config.setJMXManagementEnabled(false);
    config.setJournalType(JournalType.NIO);
    config.setJournalDatasync(true);
    config.setJournalSyncNonTransactional(true);
    config.setJournalSyncTransactional(true);
    config.setJournalBufferTimeout_NIO(timerNanos);
    config.setMaxDiskUsage(-1);
    config.setJournalDirectory(folder.resolve("journal").toString());
    config.setBindingsDirectory(folder.resolve("bindings").toString());
    config.setLargeMessagesDirectory(folder.resolve("large").toString());
    config.setPagingDirectory(folder.resolve("paging").toString());
    config.addAcceptorConfiguration("in-vm", "vm://0");
    server.setConfiguration(config);
    server.start();
    locator =
        ActiveMQClient.createServerLocator("vm://0")
            .setBlockOnDurableSend(true)
            .setBlockOnAcknowledge(true)
            .setConsumerWindowSize(0)
            .setAckBatchSize(0);
    sessions = locator.createSessionFactory();
    payload = new byte[payloadBytes];
    try (ClientSession session = sessions.createSession()) {
      session.createQueue(
          QueueConfiguration.of(JOBS)
              .setAddress(JOBS)
              .setRoutingType(RoutingType.ANYCAST)
              .setDurable(true));
    }
  }

  @Override
  public Caller caller() throws Exception {
    ClientSession session = sessions.createSession(true, true, 0);
    ClientProducer producer = session.createProducer(JOBS);
    ClientConsumer consumer = session.createConsumer(JOBS);
    session.start();
    return new Caller() {
      @Override
      public void cycle() throws Exception {
        ClientMessage message = session.createMessage(true);
        message.getBodyBuffer().writeBytes(payload);
        producer.send(message);
        ClientMessage received = consumer.receive(10_000);
        if (received == null) {
          throw new IllegalStateException("no message came");
        }
        received.individualAcknowledge();
      }

      @Override
      public void end() throws Exception {
        session.close();
      }
    };
  }

  @Override
  public void end() throws Exception {
    sessions.close();
    locator.close();
    server.stop();
  }
}
