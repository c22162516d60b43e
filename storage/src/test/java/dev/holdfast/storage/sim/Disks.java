package dev.holdfast.storage.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** How these tests write and look. */
final class Disks {
  private Disks() {}

  static DataFile durableFile(Directory directory, String name, String content) throws IOException {
    DataFile file = directory.create(name);
    write(file, content, 0);
    file.sync();
    directory.sync();
    return file;
  }

  static void write(DataFile file, String content, long position) throws IOException {
    file.write(ByteBuffer.wrap(content.getBytes(US_ASCII)), position);
  }

  static String content(Directory directory, String name) throws IOException {
    try (DataFile file = directory.openForReading(name)) {
      return content(file);
    }
  }

  static String content(DataFile file) throws IOException {
    ByteBuffer target = ByteBuffer.allocate((int) file.size());
    file.read(target, 0);
    return US_ASCII.decode(target.flip()).toString();
  }

  /** Everything on it, by name. */
  static Map<String, String> contents(Directory directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String name : directory.list()) {
      contents.put(name, content(directory, name));
    }
    return contents;
  }
}
