package dev.holdfast.server.cli;

import dev.holdfast.snapshot.SnapshotInfo;
import tools.jackson.core.JsonGenerator;

/** What is known of a snapshot, as JSON. */
final class SnapshotJson {
  private SnapshotJson() {}

  static void write(JsonGenerator json, SnapshotInfo snapshot) {
    json.writeStartObject();
    json.writeStringProperty("file", snapshot.file());
    json.writeNumberProperty("bytes", snapshot.bytes());
    json.writeNumberProperty("last_seq", snapshot.lastSeq());
    json.writeNumberProperty("schema_version", snapshot.schemaVersion());
    snapshot.problem().ifPresent(problem -> json.writeStringProperty("problem", problem));
    json.writeEndObject();
  }
}
