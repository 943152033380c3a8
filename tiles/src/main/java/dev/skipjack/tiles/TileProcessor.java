package dev.skipjack.tiles;

import com.google.auto.service.AutoService;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;

/** Writes the classes of {@link Tiles} once, whatever is compiled with it on the processor path. */
@AutoService(Processor.class)
@SupportedAnnotationTypes("*")
public final class TileProcessor extends AbstractProcessor {
  private static final String PACKAGE = "dev.skipjack.runtime.kernel.simd.product";
  private static final ClassName LANES =
      ClassName.get("dev.skipjack.runtime.kernel.simd.lanes", "Lanes");

  private boolean isDone;

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    if (!isDone) {
      isDone = true;
      for (Tiles.Family family : Tiles.FAMILIES) {
        write(file(family));
      }
    }
    return false;
  }

  private void write(JavaFile file) {
    try {
      file.writeTo(processingEnv.getFiler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JavaFile file(Tiles.Family family) {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(family.name())
            .addModifiers(Modifier.FINAL)
            .addJavadoc("$L Written by {@code dev.skipjack.tiles}.\n", family.comment())
            .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    for (SteppedTile stepped : family.stepped()) {
      type.addMethod(stepped.dispatcher());
    }
    family.allTiles().forEach(tile -> type.addMethod(TileWriter.write(tile)));
    return JavaFile.builder(PACKAGE, type.build())
        .addStaticImport(LANES, "FENCED", "LENGTH", "SPECIES")
        .indent("  ")
        .build();
  }
}
