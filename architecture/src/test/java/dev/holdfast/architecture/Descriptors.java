package dev.holdfast.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The module descriptors that the build has made, from class folders or jars. */
final class Descriptors {

  private static final String FILE = "module-info.class";

  private Descriptors() {}

  /** The descriptors of the modules in the table, by module name. */
  static Map<String, ModuleDescriptor> built() {
    Map<String, ModuleDescriptor> descriptors = new TreeMap<>();
    for (ModuleReference module : ModuleFinder.of(places()).findAll()) {
      if (isOurs(module.descriptor().name())) {
        descriptors.put(module.descriptor().name(), module.descriptor());
      }
    }
    return descriptors;
  }

  private static boolean isOurs(String name) {
    return ModuleTable.rows().stream().anyMatch(row -> row.module().equals(name));
  }

  private static Path[] places() {
    try {
      Set<Path> places = new TreeSet<>();
      for (URL found : Collections.list(Descriptors.class.getClassLoader().getResources(FILE))) {
        if (!found.getProtocol().equals("jrt")) {
          places.add(place(found));
        }
      }
      return places.toArray(Path[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path place(URL found) throws IOException {
    if (found.openConnection() instanceof JarURLConnection inJar) {
      return Path.of(URI.create(inJar.getJarFileURL().toString()));
    }
    return Path.of(URI.create(found.toString())).getParent();
  }

  /** The packages that everybody may see. */
  static Set<String> exportedPackages() {
    Set<String> exported = new TreeSet<>();
    for (ModuleDescriptor module : built().values()) {
      module.exports().stream()
          .filter(export -> !export.isQualified())
          .forEach(export -> exported.add(export.source()));
    }
    return exported;
  }

  /** The descriptor as people write it, in alphabetical order. */
  static String text(ModuleDescriptor module) {
    Set<String> lines = new TreeSet<>();
    module.requires().stream()
        .filter(edge -> !edge.modifiers().contains(ModuleDescriptor.Requires.Modifier.MANDATED))
        .forEach(edge -> lines.add("requires " + words(edge.modifiers()) + edge.name()));
    module
        .exports()
        .forEach(export -> lines.add("exports " + export.source() + to(export.targets())));
    module.opens().forEach(open -> lines.add("opens " + open.source() + to(open.targets())));
    module.uses().forEach(use -> lines.add("uses " + use));
    module
        .provides()
        .forEach(offer -> lines.add("provides " + offer.service() + " with " + offer.providers()));
    return words(module.modifiers())
        + "module "
        + module.name()
        + "\n"
        + String.join("\n", lines)
        + "\n";
  }

  private static String words(Collection<?> modifiers) {
    StringBuilder words = new StringBuilder();
    modifiers.stream()
        .map(modifier -> modifier.toString().toLowerCase(Locale.ROOT) + " ")
        .sorted()
        .forEach(words::append);
    return words.toString();
  }

  private static String to(Set<String> targets) {
    return targets.isEmpty() ? "" : " to " + String.join(", ", new TreeSet<>(targets));
  }

  /** What a module requires beyond its row, the JDK's base and the null annotations. */
  static List<String> foreignRequirements(ModuleTable.Row row, ModuleDescriptor module) {
    List<String> foreign = new ArrayList<>();
    for (ModuleDescriptor.Requires edge : module.requires()) {
      boolean annotations =
          edge.name().equals("org.jspecify")
              && edge.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
      if (!annotations
          && !edge.name().equals("java.base")
          && row.modules().stream().noneMatch(name -> ("dev.holdfast." + name).equals(edge.name()))
          && !row.outside().mayRequire(edge.name())) {
        foreign.add(edge.name());
      }
    }
    return foreign;
  }

  /** Packages that are in more than one module, or outside the module's own name. */
  static List<String> misplacedPackages(Collection<ModuleDescriptor> modules) {
    Map<String, String> homes = new TreeMap<>();
    List<String> misplaced = new ArrayList<>();
    for (ModuleDescriptor module : modules) {
      for (String name : new TreeSet<>(module.packages())) {
        String other = homes.putIfAbsent(name, module.name());
        if (other != null) {
          misplaced.add(name + " is in " + other + " and in " + module.name());
        }
        if (!Codebase.isWithin(name, module.name())) {
          misplaced.add(name + " is in " + module.name());
        }
      }
    }
    return misplaced;
  }
}
