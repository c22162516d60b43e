package dev.holdfast.engine.internal;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** How ids and states are written, in the log and in the snapshot alike. */
final class Names {

  private Names() {}

  static String text(JobState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static JobState state(String text) {
    return JobState.valueOf(text.toUpperCase(Locale.ROOT));
  }

  static List<JobId> ids(JsonParser json) {
    List<JobId> ids = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      ids.add(new JobId(json.getString()));
    }
    return ids;
  }
}
