package dev.holdfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request to keep other traces. It must say that it is JSON: a page in a browser cannot send that
 * to another site without asking first, and here nobody answers such questions.
 */
final class SamplingChange {
  private static final int BYTES_MAX = 64 * 1024;

  private final HttpServerRequest request;
  private final Pages pages;
  private final Buffer body = Buffer.buffer();
  private boolean tooLong;

  private SamplingChange(HttpServerRequest request, Pages pages) {
    this.request = request;
    this.pages = pages;
  }

  static void receive(HttpServerRequest request, Pages pages) {
    SamplingChange change = new SamplingChange(request, pages);
    request.handler(change::append);
    request.endHandler(_ -> change.answer());
  }

  private void append(Buffer part) {
    if (body.length() + part.length() > BYTES_MAX) {
      tooLong = true;
    } else {
      body.appendBuffer(part);
    }
  }

  private void answer() {
    HttpServerResponse response = request.response();
    if (pages.sampling().isEmpty()) {
      refuse(response, 404, "there is no tracing in this run");
    } else if (!isJson(request.getHeader("Content-Type"))) {
      refuse(response, 415, "the Content-Type must be application/json");
    } else if (tooLong) {
      refuse(response, 413, "at most " + BYTES_MAX + " bytes");
    } else {
      change(response);
    }
  }

  private void change(HttpServerResponse response) {
    try {
      pages.changeSampling(body.toString(UTF_8));
      MetricsServer.send(response, 200, MetricsServer.JSON, pages.sampling().orElse("{}\n"));
    } catch (IllegalArgumentException e) {
      refuse(response, 400, String.valueOf(e.getMessage()));
    }
  }

  private static void refuse(HttpServerResponse response, int status, String why) {
    MetricsServer.send(response, status, MetricsServer.TEXT, why + "\n");
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }
}
