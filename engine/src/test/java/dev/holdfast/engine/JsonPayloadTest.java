package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Payload;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPayloadTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "-0",
        "0.10",
        "1E400",
        "1e-400",
        "123456789012345678901234567890123456789012345678901234567890",
        "3.14159265358979323846264338327950288419716939937510",
        "{\"z\":1,\"a\":2,\"m\":{\"\":[]}}",
        "{\"a\":1,\"a\":2}",
        "\"caf\u00e9 \uD83D\uDE00 \u2028\"",
        "\"\\\"\\\\\\n\\u0000\"",
        "[[[[{}]]]]"
      })
  void whatIsCanonicalComesOutByteForByte(String json) {
    assertThat(JsonPayload.parse(json).toUtf8()).isEqualTo(json);
  }

  @Test
  void whiteSpaceBetweenTokensGoesAndInsideStringsStays() {
    assertThat(JsonPayload.parse(" { \"a b\" :\n [ 1 , \" x \\t \" ] } \r\n").toUtf8())
        .isEqualTo("{\"a b\":[1,\" x \\t \"]}");
  }

  @Test
  void needlessEscapesGo() {
    assertThat(JsonPayload.parse("\"\\u0041\\/\\ud83d\\ude00\"").toUtf8())
        .isEqualTo("\"A/\uD83D\uDE00\"");
  }

  @Test
  void aStringOfAMegabyteComesOutAsItWentIn() {
    String json = "{\"text\":\"" + "\u20ACx".repeat(350_000) + "\"}";
    assertThat(JsonPayload.parse(json).toUtf8()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{\"a\":}",
        "[1,]",
        "nul",
        "01",
        "{} {}",
        "1 2",
        "{\"a\":1}x",
        "'a'"
      })
  void whatIsNotOneJsonValueIsRefused(String json) {
    assertThatThrownBy(() -> JsonPayload.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a payload must be one JSON value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud83d\"", "\"\\ude00\"", "{\"\\ud83dx\":1}"})
  void anUnpairedSurrogateIsRefusedByName(String json) {
    assertThatThrownBy(() -> JsonPayload.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void nestingHasALimit() {
    assertThatThrownBy(() -> JsonPayload.parse("[".repeat(501) + "]".repeat(501)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500");
  }

  @Test
  void bytesPassAsTheyAre() {
    Payload bytes = Payload.of("{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8));
    assertThat(JsonPayload.canonical(bytes)).isSameAs(bytes);
    assertThat(JsonPayload.canonical(Payload.EMPTY)).isSameAs(Payload.EMPTY);
  }

  @Test
  void whatIsSaidToBeJsonIsMadeCanonicalOrRefused() {
    assertThat(JsonPayload.canonical(Payload.ofJson("{ \"a\" : 1 }")))
        .isEqualTo(Payload.ofJson("{\"a\":1}"));
    assertThatThrownBy(() -> JsonPayload.canonical(Payload.ofJson("{")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one JSON value");
  }

  @Property
  void toMakeItCanonicalTwiceChangesNothing(@ForAll("json") String json) {
    Payload once = JsonPayload.parse(json);
    assertThat(JsonPayload.parse(once.toByteArray())).isEqualTo(once);
    assertThat(JsonPayload.canonical(once)).isSameAs(once);
  }

  @Provide
  Arbitrary<String> json() {
    return JsonTexts.values();
  }

  /** JSON texts of every shape, with white space and escapes where they may be. */
  static final class JsonTexts {
    private JsonTexts() {}

    static Arbitrary<String> values() {
      Arbitrary<String> scalars =
          Arbitraries.oneOf(
              Arbitraries.of(
                  "null", "true", "false", "0", "-1", "1.50", "12e-7", "98765432109876543210.000"),
              strings());
      return Arbitraries.recursive(() -> scalars, JsonTexts::containers, 0, 4);
    }

    private static Arbitrary<String> strings() {
      return Arbitraries.strings()
          .withChars("az \u00e9\u20ac/")
          .ofMaxLength(6)
          .map(text -> "\"" + text + "\\n\\u00e9\\ud83d\\ude00\"");
    }

    private static Arbitrary<String> containers(Arbitrary<String> inner) {
      Arbitrary<String> arrays =
          inner.list().ofMaxSize(3).map(list -> "[ " + String.join(" ,\n", list) + "]");
      Arbitrary<String> objects =
          inner
              .list()
              .ofMaxSize(3)
              .map(list ->
                  "{" + String.join(", ", list.stream().map(v -> "\"k\" : " + v).toList()) + "}");
      return Arbitraries.oneOf(arrays, objects, inner);
    }
  }
}
