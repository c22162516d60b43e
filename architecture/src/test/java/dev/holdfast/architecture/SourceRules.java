package dev.holdfast.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** What only the source shows, read with the compiler's own parser. */
final class SourceRules {

  static final int CLASS_LINES_MAX = 500;
  static final int METHOD_LINES_MAX = 60;

  /**
   * What was found.
   *
   * @param files how many files were read
   * @param tooLong classes and methods past the limits
   * @param sleeps where a test waits by the clock
   */
  record Findings(int files, List<String> tooLong, List<String> sleeps) {}

  private SourceRules() {}

  static Findings read(Iterable<? extends JavaFileObject> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options = List.of("-proc:none");
    JavacTask task = (JavacTask) compiler.getTask(null, null, null, options, null, sources);
    Findings findings = new Findings(0, new ArrayList<>(), new ArrayList<>());
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    int files = 0;
    for (CompilationUnitTree unit : task.parse()) {
      files++;
      new Reader(unit, positions, findings).scan(unit, null);
    }
    return new Findings(files, findings.tooLong(), findings.sleeps());
  }

  private static final class Reader extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Findings findings;

    Reader(CompilationUnitTree unit, SourcePositions positions, Findings findings) {
      this.unit = unit;
      this.positions = positions;
      this.findings = findings;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
      limit("class " + type.getSimpleName(), type, CLASS_LINES_MAX);
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
      limit("method " + method.getName(), method, METHOD_LINES_MAX);
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
      if (isSleep(call)) {
        findings.sleeps().add(place(call));
      }
      return super.visitMethodInvocation(call, null);
    }

    /** {@code Thread.sleep(1)}, {@code SECONDS.sleep(1)}; with a static import it has arguments. */
    private static boolean isSleep(MethodInvocationTree call) {
      return switch (call.getMethodSelect()) {
        case MemberSelectTree select -> select.getIdentifier().contentEquals("sleep");
        case IdentifierTree name ->
            name.getName().contentEquals("sleep") && !call.getArguments().isEmpty();
        default -> false;
      };
    }

    private void limit(String what, Tree tree, int linesMax) {
      long last = lineOf(positions.getEndPosition(unit, tree));
      long lines = last - lineOf(positions.getStartPosition(unit, tree)) + 1;
      if (lines > linesMax) {
        findings.tooLong().add("%s: %s has %d lines".formatted(place(tree), what, lines));
      }
    }

    private String place(Tree tree) {
      return unit.getSourceFile().getName() + ":" + lineOf(positions.getStartPosition(unit, tree));
    }

    private long lineOf(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
