package dev.holdfast.server.config;

import dev.holdfast.engine.EngineConfig;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads a configuration file: YAML, one flat map. Whatever is not understood is refused with its
 * line, for a setting that is silently ignored is worse than none.
 */
public final class ConfigFile {
  private static final long BYTES_MAX = 1 << 20;

  private final String name;
  private final ServerConfig.Builder config;
  private final Map<Setting, Integer> lineOf = new EnumMap<>(Setting.class);

  private ConfigFile(String name, ServerConfig.Builder config) {
    this.name = name;
    this.config = config;
  }

  /**
   * Reads the settings of a file over the defaults.
   *
   * @throws ConfigException if it cannot be read, is no YAML, or says what cannot be
   */
  public static ServerConfig.Builder read(Path file) {
    return parse(file.toString(), load(file));
  }

  static ServerConfig.Builder parse(String name, String yaml) {
    ConfigFile file = new ConfigFile(name, new ServerConfig.Builder());
    try (JsonParser parser =
        YAMLFactory.builder().build().createParser(ObjectReadContext.empty(), yaml)) {
      file.readAll(parser);
    } catch (JacksonException e) {
      throw file.notYaml(e);
    }
    file.requireNamesApart();
    return file.config;
  }

  private static String load(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new ConfigException(file + ": is a directory, not a configuration file");
      }
      if (Files.size(file) > BYTES_MAX) {
        throw new ConfigException(file + ": is too large for a configuration file");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private void readAll(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return; // nothing but comments: the defaults
    }
    if (first != JsonToken.START_OBJECT) {
      throw problem(
          line(parser), "the file must be a map of keys and values, like worker_count: 8");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      readSetting(parser);
    }
    if (parser.nextToken() != null) {
      throw problem(line(parser), "a second document begins here; one is all there may be");
    }
  }

  private void readSetting(JsonParser parser) {
    String key = parser.currentName();
    int line = line(parser);
    Setting setting =
        Setting.of(key)
            .orElseThrow(() ->
                problem(line, key + ": there is no such key; the keys are " + Setting.keys()));
    Integer before = lineOf.putIfAbsent(setting, line);
    if (before != null) {
      throw problem(line, key + ": stands already in line " + before);
    }
    parser.nextToken();
    try {
      setting.apply(config, valueOf(parser));
    } catch (IllegalArgumentException e) {
      throw problem(line, key + ": " + e.getMessage());
    }
  }

  /** What no setting can tell alone: log and snapshots may come to lie in one directory. */
  private void requireNamesApart() {
    ServerConfig read = config.build();
    try {
      EngineConfig _ =
          EngineConfig.defaults()
              .withFiles(
                  WalConfig.named(nameOf(read.walPath())),
                  SnapshotConfig.named(nameOf(read.snapshotPath())));
    } catch (IllegalArgumentException e) {
      int walLine = lineOf.getOrDefault(Setting.WAL_PATH, 0);
      int snapshotLine = lineOf.getOrDefault(Setting.SNAPSHOT_PATH, 0);
      Setting later = walLine > snapshotLine ? Setting.WAL_PATH : Setting.SNAPSHOT_PATH;
      throw problem(Math.max(walLine, snapshotLine), later.key() + ": " + e.getMessage());
    }
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static Value valueOf(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> new Value(Value.Kind.WHOLE_NUMBER, parser.getString());
      case VALUE_NUMBER_FLOAT -> new Value(Value.Kind.FRACTION, parser.getString());
      case VALUE_TRUE, VALUE_FALSE -> new Value(Value.Kind.FLAG, parser.getString());
      case VALUE_STRING -> new Value(Value.Kind.TEXT, parser.getString());
      case VALUE_NULL -> new Value(Value.Kind.NOTHING, "");
      default -> new Value(Value.Kind.STRUCTURE, "");
    };
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConfigException notYaml(JacksonException e) {
    if (e.getCause() instanceof MarkedYamlEngineException cause
        && cause.getProblemMark().isPresent()) {
      return problem(
          cause.getProblemMark().get().getLine() + 1, "is not YAML: " + cause.getProblem());
    }
    return problem(
        e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
        "is not YAML: " + e.getOriginalMessage());
  }

  private ConfigException problem(int line, String problem) {
    return new ConfigException(name + ":" + line + ": " + problem);
  }
}
