package dev.holdfast.core.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void takesWellFormedUnicode() {
    assertThatCode(() -> Names.check("a name", "tâche-\uD83D\uDE00 1", 20))
        .doesNotThrowAnyException();
    assertThatCode(() -> Names.check("a name", "x".repeat(20), 20)).doesNotThrowAnyException();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    refused("", "a name must not be empty");
    refused("x".repeat(21), "a name has at most 20 characters, this one has 21");
    refused("a\nb", "a name must not hold control characters, found U+000A at index 1");
    refused("ab\u0085", "a name must not hold control characters, found U+0085 at index 2");
    refused(
        "a\uD83D", "a name must be well-formed Unicode, found an unpaired surrogate at index 1");
    refused(
        "\uDE00\uD83D",
        "a name must be well-formed Unicode, found an unpaired surrogate at index 0");
  }

  @Test
  void cutsTextToItsLimitButNeverThroughAPair() {
    assertThat(Names.fit("short", 5)).isEqualTo("short");
    assertThat(Names.fit("longer", 5)).isEqualTo("longe");
    assertThat(Names.fit("abc\uD83D\uDE00", 5)).isEqualTo("abc\uD83D\uDE00");
    assertThat(Names.fit("abcd\uD83D\uDE00", 5)).isEqualTo("abcd");
    assertThat(Names.fit("\uD83D\uDE00", 1)).isEmpty();
  }

  @Test
  void replacesUnpairedSurrogates() {
    assertThat(Names.fit("a\uD83Db\uDE00\uD83D", 9)).isEqualTo("a\uFFFDb\uFFFD\uFFFD");
  }

  private static void refused(String name, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.check("a name", name, 20))
        .withMessage(message);
  }

  @Test
  void countsTheBytesOfTextAsAnEncoderWould() {
    for (String fine : List.of("", "abc", "t\u00e2che", "\u07ff\u0800\uffff", "a\uD83D\uDE00b")) {
      assertThat(Names.utf8Bytes(fine)).as(fine).isEqualTo(fine.getBytes(UTF_8).length);
    }
    for (String wrong : List.of("\uD83D", "a\uDE00", "\uDE00\uD83D", "\uD83D\uD83D\uDE00")) {
      assertThat(Names.utf8Bytes(wrong)).isEqualTo(-1);
    }
  }
}
