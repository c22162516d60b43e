package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobId;
import dev.holdfast.engine.EngineListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {
  @Test
  void bothAreToldEverythingThereIsToTell() throws ReflectiveOperationException {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Listeners listeners = new Listeners(recorder(first));
    listeners.join(recorder(second));
    List<String> all = new ArrayList<>();
    for (Method method : EngineListener.class.getMethods()) {
      Object[] arguments =
          Arrays.stream(method.getParameterTypes()).map(ListenersTest::zero).toArray();
      method.invoke(listeners, arguments);
      all.add(method.getName());
    }
    assertThat(all).hasSizeGreaterThan(10);
    assertThat(first).isEqualTo(all);
    assertThat(second).isEqualTo(all);
  }

  @Test
  void whoComesLateIsToldWhatWasMissedInOrder() {
    List<String> first = new ArrayList<>();
    List<String> late = new ArrayList<>();
    Listeners listeners = new Listeners(recorder(first));
    listeners.handlerStuck(new JobId("a"), 1);
    listeners.lateAnswer(new JobId("a"), 1, "");
    listeners.join(recorder(late));
    assertThat(late).containsExactly("handlerStuck", "lateAnswer").isEqualTo(first);
    listeners.engineFailed(new IllegalStateException());
    assertThat(late).containsExactly("handlerStuck", "lateAnswer", "engineFailed").isEqualTo(first);
  }

  private static Object zero(Class<?> type) {
    return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
  }

  private static EngineListener recorder(List<String> calls) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          calls.add(method.getName());
          return null;
        };
    return (EngineListener)
        Proxy.newProxyInstance(
            EngineListener.class.getClassLoader(), new Class<?>[] {EngineListener.class}, handler);
  }
}
