package dev.holdfast.observability.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.OutputStreamAppender;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonLinesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("dev.holdfast.test");

  @BeforeEach
  void attach() {
    context.setMDCAdapter(((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter());
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender =
        new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.DEBUG);
  }

  @Test
  void aLineIsAnObjectWithWhatTheEventSays() {
    log.atWarn()
        .addKeyValue("job", "task-\"1\"")
        .addKeyValue("attempt", 2)
        .log("late {}", "answer");
    Map<String, String> line = line();
    assertThat(line)
        .containsEntry("level", "WARN")
        .containsEntry("logger", "dev.holdfast.test")
        .containsEntry("message", "late answer")
        .containsEntry("job", "task-\"1\"")
        .containsEntry("attempt", "2")
        .doesNotContainKey("trace_id");
    assertThat(line.get("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    assertThat(written.toString(UTF_8)).contains("\"attempt\":2").endsWith("}\n");
  }

  @Test
  void aValueThatIsNotThereIsNull() {
    log.atInfo().addKeyValue("user", (Object) null).addKeyValue("attempt", 1).log("hello");

    assertThat(written.toString(UTF_8)).contains("\"user\":null", "\"attempt\":1");
  }

  @Test
  void aLineNamesTheTraceThatItBelongsTo() {
    SpanContext span =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    try (Scope _ = Span.wrap(span).makeCurrent()) {
      log.info("within");
    }
    assertThat(line())
        .containsEntry("trace_id", "0af7651916cd43dd8448eb211c80319c")
        .containsEntry("span_id", "b7ad6b7169203331");
  }

  @Test
  void errorsComeWithTheirStackInOneLine() {
    try (MDC.MDCCloseable _ = MDC.putCloseable("tenant", "a")) {
      log.error("broken\nbadly", new IllegalStateException("no disk"));
    }
    assertThat(written.toString(UTF_8).lines()).hasSize(1);
    assertThat(line())
        .containsEntry("message", "broken\nbadly")
        .hasEntrySatisfying(
            "error",
            text ->
                assertThat(text)
                    .contains("IllegalStateException: no disk")
                    .contains("JsonLinesTest"));
  }

  private Map<String, String> line() {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json =
        new JsonFactory().createParser(ObjectReadContext.empty(), written.toString(UTF_8))) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, json.getString());
      }
      assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
    }
    return fields;
  }
}
