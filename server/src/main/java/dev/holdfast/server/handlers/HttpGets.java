package dev.holdfast.server.handlers;

import dev.holdfast.concurrency.Deadline;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gets web pages and looks at nothing but whether that went well. Thread safe. */
final class HttpGets implements AutoCloseable {
  static final long BODY_BYTES_MAX = 16L << 20;

  private final boolean allowed;

  /** Made at the first use: most runs never need it. Guarded by this. */
  private @Nullable HttpClient client;

  HttpGets(boolean allowed) {
    this.allowed = allowed;
  }

  void get(URI url, Deadline deadline) throws TaskFailedException, InterruptedException {
    if (!allowed) {
      throw new TaskFailedException("the network is not allowed: run with --allow-network");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofNanos(Math.max(1, deadline.remainingNanos())));
    // So that whoever answers belongs to the trace of this attempt. Without a trace, no header.
    W3CTraceContextPropagator.getInstance().inject(Context.current(), request, HttpGets::header);
    int status = send(request.build()).statusCode();
    if (status / 100 != 2) {
      throw new TaskFailedException("GET " + url + " was answered with status " + status);
    }
  }

  private static void header(HttpRequest.@Nullable Builder request, String name, String value) {
    if (request != null) {
      request.header(name, value);
    }
  }

  private HttpResponse<Void> send(HttpRequest request)
      throws TaskFailedException, InterruptedException {
    try {
      return client()
          .send(request, BodyHandlers.limiting(BodyHandlers.discarding(), BODY_BYTES_MAX));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new TaskFailedException("GET " + request.uri() + ": " + why);
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      // NORMAL follows redirects to http and https only, and never from https down to http.
      client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
