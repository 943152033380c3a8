package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Locale;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** Models that compile: exact sizes, the same bytes every time, methods that HotSpot compiles. */
class CompileTest {
  /** HotSpot leaves larger methods to the interpreter (-XX:-DontCompileHugeMethods). */
  private static final int MOST_BYTECODE = 8000;

  static Compilation compile(String name) throws IOException {
    String text = Files.readString(Goldens.resource("good", name + ".java"));
    Compilation compilation =
        DiagnosticsTest.compile(JavaFileObjects.forSourceString("good." + name, text));
    assertThat(compilation.status())
        .as(compilation.diagnostics().toString())
        .isEqualTo(Compilation.Status.SUCCESS);
    return compilation;
  }

  private static String note(Compilation compilation) {
    return compilation.notes().get(0).getMessage(Locale.ROOT);
  }

  /** Parameters of torchvision's networks; multiply-adds of its convolutions and linear layers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AlexNet | 61,100,840 | 714,188,480",
        "DenseNet121 | 7,978,856 | 2,834,161,664",
        "FcDenseNet103 | 9,322,091 | 20,072,570,112",
        "ResNet18 | 11,689,512 | 1,814,073,344",
        "ResNet18OfBlocks | 11,689,512 | 1,814,073,344",
        "ResNet50 | 25,557,032 | 4,089,184,256",
        "Vgg16 | 138,357,544 | 15,470,264,320",
      })
  void sizesAreExact(String name, String parameters, String multiplyAdds) throws IOException {
    assertThat(note(compile(name)))
        .startsWith(
            name + ": " + parameters + " parameters, " + multiplyAdds + " multiply-adds per image");
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @ValueSource(strings = {"DenseNet264", "Kitchen", "Workbench"})
  void methodsAreSmallEnoughForHotSpot(String name) throws IOException {
    checkMethods(compile(name));
  }

  /** Sizes are longer as expressions than as numbers. */
  @Tag("exhaustive")
  @Test
  void methodsForImagesOfAnySizeAreSmallEnough() throws IOException {
    String fixed = Files.readString(Goldens.resource("good", "DenseNet264.java"));
    String any =
        fixed.replace("height = 224, width = 224", "height = Input.ANY, width = Input.ANY");
    assertThat(any).isNotEqualTo(fixed);
    checkMethods(DiagnosticsTest.compile(JavaFileObjects.forSourceString("good.DenseNet264", any)));
  }

  static void checkMethods(Compilation compilation) throws IOException {
    int[] most = {0};
    for (JavaFileObject file : compilation.generatedFiles()) {
      if (file.getKind() == JavaFileObject.Kind.CLASS) {
        try (InputStream in = file.openInputStream()) {
          new ClassReader(in).accept(new LargestMethod(most), 0);
        }
      }
    }
    assertThat(most[0]).isBetween(1, MOST_BYTECODE);
  }

  private static final class LargestMethod extends ClassVisitor {
    private final int[] most;

    LargestMethod(int[] most) {
      super(Opcodes.ASM9);
      this.most = most;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new CodeSizeEvaluator(null) {
        @Override
        public void visitEnd() {
          most[0] = Math.max(most[0], getMaxSize());
        }
      };
    }
  }

  /** The build reports what it took; how much that is, benchmarks say. */
  @Test
  void theTimeIsReported() throws IOException {
    assertThat(note(compile("DenseNet121"))).matches(".*; compiled in [\\d,]+ ms");
  }

  @Tag("exhaustive")
  @Test
  void twoRunsGiveTheSameBytes() throws IOException {
    Compilation first = compile("Kitchen");
    Compilation second = compile("Kitchen");
    for (int i = 0; i < first.generatedFiles().size(); i++) {
      JavaFileObject one = first.generatedFiles().get(i);
      JavaFileObject other = second.generatedFiles().get(i);
      try (InputStream a = one.openInputStream();
          InputStream b = other.openInputStream()) {
        assertThat(a.readAllBytes()).as(one.getName()).isEqualTo(b.readAllBytes());
      }
    }
  }

  /** Generated code is a product: read it in {@code expected}. A placed model's is not there. */
  @ParameterizedTest
  @ValueSource(strings = {"Kitchen", "AnySize", "FrozenBackbone", "SeveralInputs"})
  void generatedFilesAreAsExpected(String model) throws IOException {
    int checked = 0;
    for (JavaFileObject file : compile(model).generatedFiles()) {
      String name = file.getName().substring(file.getName().lastIndexOf('/') + 1);
      if (name.startsWith(model) && !name.endsWith(".class")) {
        String extension = name.endsWith(".java") ? ".txt" : "";
        Goldens.check(
            Goldens.resource("expected", model, name + extension),
            file.getCharContent(false).toString());
        checked++;
      }
    }
    assertThat(checked).isEqualTo(6); // four sources, Markdown, JSON
  }

  @Test
  void nestedModelsGetTheirOuterClassesName() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "good.Outer",
                """
                package good;
                import dev.skipjack.annotations.*;
                public class Outer {
                  @Model(input = @Input(channels = 1, height = 2, width = 2))
                  public static class Inner {
                    @Flatten @Linear(out = 10) Layer logits;
                  }
                  Outer_InnerTraining open() { return Outer_InnerNetwork.forTraining(1); }
                }
                """));
    assertThat(compilation.status())
        .as(compilation.diagnostics().toString())
        .isEqualTo(Compilation.Status.SUCCESS);
  }

  @Test
  void modelsInTheUnnamedPackageCompile() {
    Compilation compilation =
        DiagnosticsTest.compile(
            JavaFileObjects.forSourceString(
                "Tiny",
                """
                import dev.skipjack.annotations.*;
                @Model(input = @Input(channels = 1, height = 2, width = 2))
                class Tiny {
                  @Flatten @Linear(out = 10) Layer logits;
                }
                """));
    assertThat(compilation.status())
        .as(compilation.diagnostics().toString())
        .isEqualTo(Compilation.Status.SUCCESS);
  }
}
