package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Payload;
import dev.holdfast.engine.JsonPayload;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What the scanner takes, and what it makes of it, held against Jackson. */
class JsonScannerTest {
  private static final int MUTATIONS_EACH = 20;
  private static final String TOKENS = "{}[]\",:\\ \n\t0123456789eE+-.truefalsn/bu";

  /**
   * Jackson 3.2 refuses unpaired ones in names, though not in values; RFC 8259 has no such rule.
   */
  private static final Pattern ESCAPED_SURROGATE = Pattern.compile("\\\\u[dD][89a-fA-F]");

  @Property(tries = 500)
  void validJsonIsReadAsJacksonReadsIt(@ForAll long seed) {
    byte[] json = new RandomJson(new Random(seed)).document();
    assertThat(byScanner(json)).as(text(json)).isNotNull();
    assertSameAsByJackson(json);
    assertThat(inPieces(json, 1 + (int) (seed & 15))).isEqualTo(byScanner(json));
    assertThat(isSkipped(json)).as(text(json)).isTrue();
  }

  /** One byte changed, left out, put in or doubled: both take it and agree, or both refuse it. */
  @Property(tries = 500)
  void whatIsAlmostJsonIsTakenOrRefusedAsJacksonDoes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] json = new RandomJson(random).document();
    for (int i = 0; i < MUTATIONS_EACH; i++) {
      byte[] mutated = mutated(json, random);
      assertSameAsByJackson(mutated);
      assertThat(isSkipped(mutated)).as(text(mutated)).isEqualTo(byScanner(mutated) != null);
    }
  }

  @Property(tries = 500)
  void aPlainValueIsInCanonicalForm(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] json = new RandomJson(random).document();
    for (int i = 0; i < MUTATIONS_EACH; i++) {
      byte[] mutated = mutated(json, random);
      if (JsonScanner.isPlainValue(mutated)) {
        assertThat(JsonPayload.parse(mutated).toByteArray()).as(text(mutated)).isEqualTo(mutated);
      }
    }
    if (!ESCAPED_SURROGATE.matcher(text(json)).find()) {
      byte[] canonical = JsonPayload.parse(json).toByteArray();
      assertThat(JsonScanner.isPlainValue(canonical))
          .as(text(canonical))
          .isEqualTo(!text(canonical).contains("\\"));
    }
  }

  @Property(tries = 200)
  void everyStringComesBackFromWhatIsWritten(@ForAll long seed) {
    String text = new RandomJobs(seed).text(300);
    JsonText json = new JsonText();
    json.text(text);
    JsonScanner scanner = new JsonScanner();
    scanner.reset(json.content());
    assertThat(scanner.string()).isEqualTo(text);
    scanner.reset(json.content());
    assertThat(scanner.knownString()).isEqualTo(text);
  }

  /** Every character, alone and at each place of a word of eight bytes. */
  @Test
  void everyByteOfAStringIsLookedAtWhereverItStands() {
    for (int b = 0; b < 0x100; b++) {
      for (int before = 0; before < 2 * Long.BYTES; before++) {
        byte[] json = ("[\"" + "x".repeat(before) + "?yyyyyyyyyyyy\"]").getBytes(ISO_8859_1);
        json[2 + before] = (byte) b;
        assertSameAsByJackson(json);
      }
    }
  }

  /** Jackson lets some of these through; what is no UTF-8 was not written by us. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "BF",
        "C080",
        "C1BF",
        "C2",
        "C2C2",
        "E08080",
        "E09FBF",
        "E282",
        "EDA080",
        "EDBFBF",
        "F0808080",
        "F08FBFBF",
        "F09F98",
        "F4908080",
        "F5808080",
        "FE",
        "FF"
      })
  void whatIsNoUtf8IsRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] json = ("[\"" + new String(bytes, ISO_8859_1) + "\"]").getBytes(ISO_8859_1);
    assertThat(isOurs(json)).isFalse();
    assertThat(byScanner(json)).isNull();
    assertThat(isSkipped(json)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\ud800\udc00",
        "\udbff\udfff"
      })
  void theEdgesOfUtf8AreTaken(String text) {
    assertThat(byScanner(("\"" + text + "\"").getBytes(UTF_8))).containsExactly(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "7, 7",
    "-1, -1",
    "999999999999999999, 999999999999999999",
    "1000000000000000000, 1000000000000000000",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void wholeNumbersAreReadToTheirLimits(String json, long number) {
    assertThat(of(json).whole("n")).isEqualTo(number);
    JsonScanner amidst = of(json + ",2");
    assertThat(amidst.whole("n")).isEqualTo(number);
    assertThat(amidst.peek()).isEqualTo(',');
  }

  @Test
  void aLeadingZeroEndsTheNumber() {
    JsonScanner scanner = of("01,");
    assertThat(scanner.whole("n")).isZero();
    assertThatThrownBy(() -> scanner.closes(']')).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999",
        "1.0",
        "1e3",
        "-0.5"
      })
  void whatIsNoLongIsRefusedByName(String json) {
    assertThatThrownBy(() -> of(json).whole("seq"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"seq\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,}       | expected a name at byte 7, found '}'
          {"a" 1}        | expected ':' at byte 5, found '1'
          [1 2]          | expected ',' or ']' at byte 3, found '2'
          [1,]           | expected a value at byte 3, found ']'
          [01]           | expected ',' or ']' at byte 2, found '1'
          [-]            | expected a digit at byte 2, found ']'
          [1.]           | expected a digit at byte 3, found ']'
          [1e+]          | expected a digit at byte 4, found ']'
          [nul]          | expected "null" at byte 4, found ']'
          ["a            | expected the rest of a string at byte 3, found the end
          ["\\x"]        | expected an escape at byte 3, found 'x'
          ["\\u12G4"]    | expected four hexadecimal digits at byte 6, found 'G'
          [              | expected a value at byte 1, found the end
          """)
  void anErrorSaysWhatWasExpectedWhereAndWhatIsThere(String json, String problem) {
    assertThatThrownBy(() -> of(json).skip())
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("it is not JSON: " + problem);
  }

  /** The offset is that in the stream, however far the window has moved. */
  @Test
  void anErrorFarIntoAStreamNamesItsPlace() {
    String json = "[" + "12345678,".repeat(100_000) + "x]";
    JsonScanner scanner = new JsonScanner(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThatThrownBy(scanner::skip).hasMessageContaining("at byte 900001, found 'x'");
  }

  @Test
  void nestingHasALimitAndNothingBelowItOverflowsTheStack() {
    String deepest = "[".repeat(Json.DEPTH_MAX) + "]".repeat(Json.DEPTH_MAX);
    assertThat(of(deepest).value()).isEqualTo(Payload.ofJson(deepest));
    assertThatThrownBy(() -> of("[" + deepest + "]").skip())
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("nests no deeper than 500");
    assertThatThrownBy(() -> of("{\"a\":".repeat(1_000_000)).skip())
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void aByteOrderMarkIsNoJson() {
    assertThat(byScanner("\ufeff[]".getBytes(UTF_8))).isNull();
  }

  @Test
  void aRecordLeavesNothingForTheNext() {
    JsonScanner scanner = new JsonScanner();
    scanner.reset(ByteBuffer.wrap("[1,2,3]".getBytes(UTF_8)));
    scanner.skip();
    scanner.reset(ByteBuffer.wrap("[1".getBytes(UTF_8)));
    assertThatThrownBy(scanner::skip).hasMessageContaining("found the end");
    scanner.reset(ByteBuffer.wrap("[4]".getBytes(UTF_8)).position(1));
    assertThat(scanner.whole("")).isEqualTo(4);
  }

  @Test
  void namesComeInAnyOrderAndNumber() {
    String names = "\"a\":1,\"b\":{\"a\":2},\"c\":3";
    String others = "\"b\":1 , \"a\" :2,\"c\":3,\"cc\":4,\"c\":5";
    StringBuilder many = new StringBuilder("\"x\":0");
    for (int i = 0; i < 200; i++) {
      many.append(",\"x").append(i % 90).append("\":").append(i);
    }
    String json = "[{%1$s},{%2$s},{%1$s},{%3$s},{%3$s},{},{%2$s}]".formatted(names, others, many);
    assertSameAsByJackson(json.getBytes(UTF_8));
    assertThat(byScanner(json.getBytes(UTF_8))).isNotNull();
  }

  @Test
  void whatComesAgainIsTheSameString() {
    JsonScanner scanner = of("\"default\" \"default\"");
    String first = scanner.knownString();
    scanner.peek();
    assertThat(scanner.knownString()).isSameAs(first);
  }

  @Test
  void aNameMayHoldTheEscapeOfAnUnpairedSurrogateAsAValueMay() {
    byte[] json = "{\"\\uD83D!\":1}".getBytes(UTF_8);
    assertThat(byScanner(json)).containsExactly(JsonToken.START_OBJECT, "\ud83d!", 1.0);
    assertThat(byJackson(json)).as("else the exception for it is not needed any more").isNull();
  }

  private static void assertSameAsByJackson(byte[] json) {
    List<Object> expected = isOurs(json) ? byJackson(json) : null;
    if (expected != null || !ESCAPED_SURROGATE.matcher(text(json)).find()) {
      assertThat(byScanner(json)).as(text(json)).isEqualTo(expected);
    }
  }

  // ---- both readers, as lists of names and values; null for what is refused

  private static @Nullable List<Object> byScanner(byte[] json) {
    JsonScanner scanner = new JsonScanner();
    scanner.reset(ByteBuffer.wrap(json));
    return read(scanner);
  }

  private static @Nullable List<Object> inPieces(byte[] json, int size) {
    return read(
        new JsonScanner(
            new ByteArrayInputStream(json) {
              @Override
              public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, size));
              }
            }));
  }

  private static @Nullable List<Object> read(JsonScanner scanner) {
    List<Object> found = new ArrayList<>();
    try {
      readValue(scanner, found);
      return scanner.peek() == JsonScanner.END ? found : null;
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private static void readValue(JsonScanner scanner, List<Object> found) {
    switch (scanner.peek()) {
      case '{' -> {
        scanner.take();
        found.add(JsonToken.START_OBJECT);
        if (isTaken(scanner, '}')) {
          return;
        }
        do {
          scanner.peek();
          found.add(scanner.name());
          readValue(scanner, found);
        } while (!scanner.closes('}'));
      }
      case '[' -> {
        scanner.take();
        found.add(JsonToken.START_ARRAY);
        if (isTaken(scanner, ']')) {
          return;
        }
        do {
          readValue(scanner, found);
        } while (!scanner.closes(']'));
      }
      case '"' -> found.add(scanner.string());
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> found.add(scanner.decimal());
      default -> found.add(scanner.value().toUtf8());
    }
  }

  private static boolean isTaken(JsonScanner scanner, char bracket) {
    boolean there = scanner.peek() == bracket;
    if (there) {
      scanner.take();
    }
    return there;
  }

  private static boolean isSkipped(byte[] json) {
    JsonScanner scanner = new JsonScanner();
    scanner.reset(ByteBuffer.wrap(json));
    try {
      scanner.skip();
      return scanner.peek() == JsonScanner.END;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static @Nullable List<Object> byJackson(byte[] json) {
    List<Object> found = new ArrayList<>();
    try (JsonParser parser = Json.parser(json)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0 && !found.isEmpty()) {
          return null; // a second value
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        switch (token) {
          case START_OBJECT, START_ARRAY -> found.add(token);
          case VALUE_STRING, PROPERTY_NAME -> found.add(parser.getString());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              found.add(Double.parseDouble(parser.getString()));
          case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> found.add(parser.getString());
          default -> {}
        }
      }
      return depth == 0 && !found.isEmpty() ? found : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static byte[] mutated(byte[] json, Random random) {
    int at = random.nextInt(json.length);
    byte fresh =
        random.nextInt(4) == 0
            ? (byte) random.nextInt(256)
            : (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
    byte[] longer = Arrays.copyOf(json, json.length + 1);
    System.arraycopy(json, at, longer, at + 1, json.length - at);
    return switch (random.nextInt(5)) {
      case 0 -> longer; // doubled
      case 1 -> Arrays.copyOf(json, at); // cut off
      case 2 -> {
        byte[] shorter = Arrays.copyOf(json, json.length - 1);
        System.arraycopy(json, at + 1, shorter, at, shorter.length - at);
        yield shorter;
      }
      case 3 -> {
        longer[at] = fresh;
        yield longer;
      }
      default -> {
        byte[] changed = json.clone();
        changed[at] = fresh;
        yield changed;
      }
    };
  }

  /** UTF-8 without a mark, and without a zero byte, which makes Jackson try UTF-16. */
  private static boolean isOurs(byte[] bytes) {
    try {
      String decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !decoded.startsWith("\ufeff") && decoded.indexOf(0) < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static JsonScanner of(String json) {
    JsonScanner scanner = new JsonScanner();
    scanner.reset(ByteBuffer.wrap(json.getBytes(UTF_8)));
    return scanner;
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
