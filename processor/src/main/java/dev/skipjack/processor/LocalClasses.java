package dev.skipjack.processor;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.DiagnosticsJson;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.SourceLocation;
import dev.skipjack.processor.diagnostics.Told;
import dev.skipjack.processor.diagnostics.WorkflowCommands;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.SourceLocations;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;

/**
 * Finds models and blocks that are declared in methods. Compilers do not show these to processors,
 * so nothing would be generated without a word; javac alone lets one look into methods, when it has
 * resolved their names.
 */
final class LocalClasses extends TreePathScanner<Void, Void> implements TaskListener {
  private static final Set<String> ANNOTATIONS =
      Set.of("dev.skipjack.annotations.Model", "dev.skipjack.annotations.Block");

  private final Trees trees;
  private final DiagnosticsFile file;
  private final Set<CompilationUnitTree> seen = new HashSet<>();

  private LocalClasses(Trees trees, DiagnosticsFile file) {
    this.trees = trees;
    this.file = file;
    // loads classes while javac has our class path open
    List<Told> example = List.of(told("", "", Optional.of(new SourceLocation("", 1, 1))));
    DiagnosticsJson.of(example);
    WorkflowCommands.of(example);
  }

  /** Does nothing where there is no javac, or a build tool hides it. */
  static void watch(ProcessingEnvironment environment, DiagnosticsFile file) {
    try {
      LocalClasses watching = new LocalClasses(Trees.instance(environment), file);
      JavacTask.instance(environment).addTaskListener(watching);
    } catch (IllegalArgumentException | LinkageError e) {
      // no syntax trees here
    }
  }

  @Override
  public void finished(TaskEvent event) {
    if (event.getKind() == TaskEvent.Kind.ANALYZE && seen.add(event.getCompilationUnit())) {
      scan(new TreePath(event.getCompilationUnit()), null);
    }
  }

  @Override
  public Void visitClass(ClassTree type, Void unused) {
    TreePath path = getCurrentPath();
    if (isLocal(path)) {
      for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
        TreePath name =
            new TreePath(new TreePath(path, annotation), annotation.getAnnotationType());
        if (trees.getElement(name) instanceof TypeElement element
            && ANNOTATIONS.contains(element.getQualifiedName().toString())) {
          CompilationUnitTree unit = path.getCompilationUnit();
          Told told =
              told(
                  element.getSimpleName().toString(),
                  type.getSimpleName().toString(),
                  new SourceLocations(trees).of(unit, annotation, ""));
          trees.printMessage(Kind.ERROR, told.text(), annotation, unit);
          file.addLate(told);
        }
      }
    }
    return super.visitClass(type, unused);
  }

  private static boolean isLocal(TreePath path) {
    TreePath at = path;
    while (at.getLeaf() instanceof ClassTree) {
      at = at.getParentPath();
    }
    return at.getLeaf().getKind() != Tree.Kind.COMPILATION_UNIT;
  }

  private static Told told(String annotation, String type, Optional<SourceLocation> location) {
    Diagnostics diagnostics = new Diagnostics();
    ElementPlace nowhere = new ElementPlace(null, null, null);
    diagnostics.error(Message.MODEL_LOCAL, nowhere, annotation, type);
    Diagnostic mistake = diagnostics.all().get(0);
    Told.Subject subject = new Told.Subject(type, "");
    return new Told(true, mistake, mistake.toString(), subject, location, List.of());
  }
}
