package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;

class JsonTextTest {

  private final JsonText json = new JsonText();

  @Test
  void everyCharacterIsWrittenAsJacksonWritesIt() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        String text = "a" + Character.toString(codePoint) + "b";
        json.reset();
        json.text(text);
        if (!written().equals(byJackson(generator -> generator.writeString(text)))) {
          throw new AssertionError("U+%04X is written %s".formatted(codePoint, written()));
        }
      }
    }
  }

  @Property
  void everyStringIsWrittenAsJacksonWritesIt(@ForAll long seed) {
    String text = new RandomJobs(seed).text(300);
    json.reset();
    json.text(text);
    assertThat(written()).isEqualTo(byJackson(generator -> generator.writeString(text)));
  }

  @Property
  void everyNumberIsWrittenAsJacksonWritesIt(@ForAll long number, @ForAll double decimal) {
    long shorter = number >> new Random(number).nextInt(64);
    json.reset();
    json.beginArray();
    json.number(number);
    json.number(shorter);
    json.endArray();
    assertThat(written()).isEqualTo("[" + number + "," + shorter + "]");

    json.reset();
    json.member("x", decimal);
    assertThat(written()).isEqualTo("\"x\":" + byJackson(g -> g.writeNumber(decimal)));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        99,
        100,
        -1,
        -10,
        999_999_999_999_999_999L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void numbersAtTheEdgesAreWhole(long number) {
    json.number(number);
    assertThat(written()).isEqualTo(Long.toString(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "x\ude00", "\ud83dx", "\ude00\ud83d"})
  void anUnpairedSurrogateIsRefused(String text) {
    assertThatThrownBy(() -> json.text(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void commasStandBetweenValuesAndNowhereElse() {
    json.beginObject();
    json.member("a", 1);
    json.memberUnlessZero("zero", 0);
    json.memberUnlessEmpty("empty", "");
    json.memberUnlessEmpty("none", Payload.EMPTY);
    json.memberIfTrue("never", false);
    json.memberIfTrue("b", true);
    json.name("c");
    json.beginArray();
    json.beginObjectOnLine();
    json.endObject();
    json.beginObjectOnLine();
    json.memberUnlessEmpty("d", Payload.ofJson("[1]"));
    json.memberUnlessEmpty("e", Payload.of(new byte[] {-1, 0, 62}));
    json.memberOfAnyName("\"", "f");
    json.endObject();
    json.endArray();
    json.member("g", "h");
    json.endObject();
    assertThat(written())
        .isEqualTo(
            """
            {"a":1,"b":true,"c":[
            {},
            {"d":[1],"e_base64":"/wA+","\\"":"f"}],"g":"h"}\
            """);
  }

  @Test
  void whatIsMovedOutGoesOnWhereItWas() throws Exception {
    var out = new ByteArrayOutputStream();
    json.beginArray();
    for (int i = 0; i < 3; i++) {
      json.number(i);
      json.moveTo(out);
    }
    json.endArray();
    json.moveTo(out);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[0,1,2]");
  }

  private String written() {
    return StandardCharsets.UTF_8.decode(json.content()).toString();
  }

  private static String byJackson(Consumer<JsonGenerator> write) {
    var out = new ByteArrayOutputStream();
    try (JsonGenerator generator = Json.generator(out)) {
      write.accept(generator);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
