package dev.holdfast.wal.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A record as a person reads it. */
public final class RecordText {

  private static final Pattern TYPE = Pattern.compile("\"type\":\"([^\"\\\\]*)\"");
  private static final Pattern OBJECT = Pattern.compile("\\{\"[^\\x00-\\x1f]*}");

  private final String text;
  private final boolean object;

  private RecordText(String text, boolean object) {
    this.text = text;
    this.object = object;
  }

  /** Looks at a record, which stays as it is. */
  public static RecordText of(ByteBuffer record) {
    try {
      String text = UTF_8.newDecoder().decode(record.duplicate()).toString();
      if (OBJECT.matcher(text).matches()) {
        return new RecordText(text, true);
      }
    } catch (CharacterCodingException e) {
      // Then it is bytes.
    }
    byte[] bytes = new byte[record.remaining()];
    record.duplicate().get(bytes);
    return new RecordText(Base64.getEncoder().encodeToString(bytes), false);
  }

  /** The record itself if it is a JSON object on one line, else its bytes in base 64. */
  public String text() {
    return text;
  }

  /** The value of the first member named {@code type}, as far as a look can tell; else empty. */
  public String type() {
    Matcher type = TYPE.matcher(text);
    return object && type.find() ? type.group(1) : "";
  }

  /** A line of JSON with the record's number, in UTF-8. */
  public byte[] line(long seq) {
    String members = object ? text.substring(1) : "\"base64\":\"" + text + "\"}";
    return ("{\"seq\":" + seq + "," + members + "\n").getBytes(UTF_8);
  }
}
