package dev.holdfast.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.semconv.incubating.MessagingIncubatingAttributes;
import org.junit.jupiter.api.Test;

/** The names that were copied, beside those that they were copied from. */
@SuppressWarnings("deprecation") // the incubating class is, as a whole, on its way elsewhere
class ConventionsTest {

  @Test
  void attributesAreTheConventions() {
    assertThat(Labels.MESSAGING_SYSTEM)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_SYSTEM.getKey());
    assertThat(Labels.MESSAGING_OPERATION)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_OPERATION_NAME.getKey());
    assertThat(Labels.MESSAGING_OPERATION_TYPE)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_OPERATION_TYPE.getKey());
    assertThat(Labels.MESSAGING_DESTINATION)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_DESTINATION_NAME.getKey());
    assertThat(SpanNames.MESSAGE_ID)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_MESSAGE_ID.getKey());
    assertThat(SpanNames.BATCH_COUNT)
        .isEqualTo(MessagingIncubatingAttributes.MESSAGING_BATCH_MESSAGE_COUNT.getKey());
    assertThat(Labels.ERROR_TYPE)
        .isEqualTo(io.opentelemetry.semconv.ErrorAttributes.ERROR_TYPE.getKey());
  }

  @Test
  void operationTypesAreTheConventions() {
    assertThat(SpanNames.TYPE_CREATE)
        .isEqualTo(MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues.CREATE);
    assertThat(SpanNames.TYPE_SEND)
        .isEqualTo(MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues.SEND);
    assertThat(SpanNames.TYPE_RECEIVE)
        .isEqualTo(MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues.RECEIVE);
    assertThat(SpanNames.TYPE_PROCESS)
        .isEqualTo(MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues.PROCESS);
    assertThat(SpanNames.TYPE_SETTLE)
        .isEqualTo(MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues.SETTLE);
  }
}
