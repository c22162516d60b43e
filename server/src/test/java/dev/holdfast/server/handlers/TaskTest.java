package dev.holdfast.server.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.core.Payload;
import dev.holdfast.server.handlers.Task.Fibonacci;
import dev.holdfast.server.handlers.Task.HttpGet;
import dev.holdfast.server.handlers.Task.WriteFile;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTest {
  @Test
  void everyOperationIsUnderstood() {
    assertThat(task("{'type':'compute','operation':'fibonacci','input':1000000}"))
        .isEqualTo(new Fibonacci(1_000_000));
    assertThat(task("{'content':'x\\ny','path':'a/b','operation':'write_file','type':'io'}"))
        .isEqualTo(new WriteFile("a/b", "x\ny"));
    assertThat(task("{'type':'network','operation':'http_get','url':'HTTPS://example.org/?q=1'}"))
        .isEqualTo(new HttpGet(URI.create("HTTPS://example.org/?q=1")));
  }

  @Test
  void otherMembersAreFreeAndTheLastOfTwoCounts() {
    assertThat(
            task(
                "{'more':{'type':'x'},'type':'io','list':[1,{}],'type':'compute',"
                    + "'operation':'fibonacci','input':1,'input':2,'url':7}"))
        .isEqualTo(new Fibonacci(2));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                        | payload must be an object
          {}                                                        | payload.type is missing
          {'type':{}}                                               | payload.type must be a string, not an object
          {'type':'Compute'}                                        | payload.type must be compute, io or network, not "Compute"
          {'type':'compute'}                                        | payload.operation is missing
          {'type':'compute','operation':'write_file'}               | payload.operation must be fibonacci for this type, not "write_file"
          {'type':'compute','operation':'fibonacci'}                | payload.input is missing
          {'type':'compute','operation':'fibonacci','input':'5'}    | payload.input must be a whole number from 0 to 1000000, not "5"
          {'type':'compute','operation':'fibonacci','input':-1}     | payload.input must be a whole number from 0 to 1000000, not -1
          {'type':'compute','operation':'fibonacci','input':5.0}    | payload.input must be a whole number from 0 to 1000000, not 5.0
          {'type':'compute','operation':'fibonacci','input':1000001} | payload.input must be a whole number from 0 to 1000000, not 1000001
          {'type':'compute','operation':'fibonacci','input':99999999999999} | payload.input must be a whole number from 0 to 1000000, not 99999999999999
          {'type':'compute','operation':'fibonacci','input':null}   | payload.input must be a whole number from 0 to 1000000, not null
          {'type':'io','operation':'write_file','content':''}       | payload.path is missing
          {'type':'io','operation':'write_file','path':''}          | payload.path must be a path, not ""
          {'type':'io','operation':'write_file','path':'a'}         | payload.content is missing
          {'type':'io','operation':'write_file','path':'a','content':[]} | payload.content must be a string, not an array
          {'type':'io','operation':'write_file','path':'a','content':'\\uD83D'} | payload.content holds an unpaired surrogate, which no file can
          {'type':'network','operation':'http_get'}                 | payload.url is missing
          {'type':'network','operation':'http_get','url':'ftp://x/'} | payload.url must be an http or https address, not "ftp://x/"
          {'type':'network','operation':'http_get','url':'file:///etc/passwd'} | payload.url must be an http or https address, not "file:///etc/passwd"
          {'type':'network','operation':'http_get','url':'/x'}      | payload.url must be an http or https address, not "/x"
          {'type':'network','operation':'http_get','url':'http://'} | payload.url must be an http or https address, not "http://"
          {'type':'network','operation':'http_get','url':'a b'}     | payload.url must be an http or https address, not "a b"
          """)
  void whatIsNotUnderstoodIsNamed(String json, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> task(json)).withMessage(message);
  }

  private static Task task(String json) {
    return Task.of(Payload.ofJson(json.replace('\'', '"')));
  }
}
