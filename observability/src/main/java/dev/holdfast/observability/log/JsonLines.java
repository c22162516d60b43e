package dev.holdfast.observability.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An encoder for logback: one JSON object a line, with {@code timestamp}, {@code level}, {@code
 * logger}, {@code thread}, {@code message}, {@code trace_id} and {@code span_id} where there is a
 * span, {@code error} with its stack, and whatever key-value pairs and MDC entries the event has.
 *
 * <p>The trace is that of the thread that encodes: right for an appender that writes on the
 * caller's thread, as logback's own do. Behind an asynchronous one, put the ids into the MDC.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NOTHING = {};

  /** As logback's configuration makes it. */
  public JsonLines() {}

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      writeEvent(json, event);
      json.writeEndObject();
    }
    return text.append('\n').toString().getBytes(UTF_8);
  }

  private static void writeEvent(JsonGenerator json, ILoggingEvent event) {
    Instant instant = event.getInstant();
    Instant when = instant == null ? Instant.ofEpochMilli(event.getTimeStamp()) : instant;
    json.writeStringProperty("timestamp", DateTimeFormatter.ISO_INSTANT.format(when));
    json.writeStringProperty("level", event.getLevel().toString());
    json.writeStringProperty("logger", event.getLoggerName());
    json.writeStringProperty("thread", event.getThreadName());
    json.writeStringProperty("message", event.getFormattedMessage());
    writeTrace(json);
    writePairs(json, event);
    IThrowableProxy error = event.getThrowableProxy();
    if (error != null) {
      json.writeStringProperty("error", ThrowableProxyUtil.asString(error));
    }
  }

  private static void writeTrace(JsonGenerator json) {
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      json.writeStringProperty("trace_id", span.getTraceId());
      json.writeStringProperty("span_id", span.getSpanId());
    }
  }

  private static void writePairs(JsonGenerator json, ILoggingEvent event) {
    for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
      json.writeStringProperty(entry.getKey(), entry.getValue());
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        writePair(json, pair.key, pair.value);
      }
    }
  }

  private static void writePair(JsonGenerator json, String key, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNullProperty(key);
      case Integer number -> json.writeNumberProperty(key, number);
      case Long number -> json.writeNumberProperty(key, number);
      case Double number -> json.writeNumberProperty(key, number);
      case Boolean flag -> json.writeBooleanProperty(key, flag);
      default -> json.writeStringProperty(key, String.valueOf(value));
    }
  }
}
