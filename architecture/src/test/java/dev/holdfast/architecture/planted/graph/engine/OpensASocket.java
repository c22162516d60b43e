package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.Violation;
import java.net.InetSocketAddress;

@Violation
final class OpensASocket {
  InetSocketAddress address(int port) {
    return new InetSocketAddress(port);
  }
}
