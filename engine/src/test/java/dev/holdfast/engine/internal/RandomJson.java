package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/** Valid JSON, drawn at random: every kind of value, escape, number and white space. */
final class RandomJson {
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r", "  "};
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "7",
    "-12",
    "3.25",
    "-0.5e10",
    "1E5",
    "2e-3",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "123456789012345678901234567890",
    "1e999"
  };
  private static final String[] CHARACTERS = {
    "a",
    "Z",
    " ",
    "/",
    "~",
    "\u007f",
    "\u00e9",
    "\u20ac",
    "\ud83d\ude00",
    "\\\"",
    "\\\\",
    "\\/",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\u0000",
    "\\u00e9",
    "\\uD83D\\uDE00",
    "\\ud83d",
    "name"
  };

  private final Random random;
  private final StringBuilder json = new StringBuilder();

  RandomJson(Random random) {
    this.random = random;
  }

  byte[] document() {
    value(4);
    return json.toString().getBytes(UTF_8);
  }

  private void value(int depth) {
    space();
    switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> json.append(drawn(NUMBERS));
      case 1, 2 -> string();
      case 3 -> json.append(random.nextLong() >> random.nextInt(64));
      case 4 -> json.append(drawn("true", "false", "null"));
      case 5 -> object(depth - 1);
      default -> array(depth - 1);
    }
    space();
  }

  private void object(int depth) {
    json.append('{');
    space();
    int members = random.nextInt(4);
    for (int i = 0; i < members; i++) {
      json.append(i == 0 ? "" : ",");
      space();
      string();
      space();
      json.append(':');
      value(depth);
    }
    json.append('}');
  }

  private void array(int depth) {
    json.append('[');
    space();
    int elements = random.nextInt(4);
    for (int i = 0; i < elements; i++) {
      json.append(i == 0 ? "" : ",");
      value(depth);
    }
    json.append(']');
  }

  private void string() {
    json.append('"');
    int characters = random.nextInt(20);
    for (int i = 0; i < characters; i++) {
      json.append(random.nextInt(3) == 0 ? drawn(CHARACTERS) : "x");
    }
    json.append('"');
  }

  private void space() {
    json.append(drawn(SPACES));
  }

  private String drawn(String... all) {
    return all[random.nextInt(all.length)];
  }
}
