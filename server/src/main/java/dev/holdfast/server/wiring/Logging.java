package dev.holdfast.server.wiring;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.holdfast.observability.log.JsonLines;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the logs of this process into JSON, one object a line. */
final class Logging {
  private Logging() {}

  /** From now on; what Holdfast says is written from the level INFO on. */
  static void inJson() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // another binding of SLF4J was put in place: its configuration is its own
    }
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        stream.stop();
        stream.setEncoder(encoder(context));
        stream.start();
      }
    }
    context.getLogger("dev.holdfast").setLevel(Level.INFO);
  }

  private static JsonLines encoder(LoggerContext context) {
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
