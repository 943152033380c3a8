package dev.skipjack.processor.emit;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.util.List;
import javax.annotation.processing.Filer;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Writes what the class file of a model or block does not tell: the order of its layers. It is
 * public, since a model that others place may be built from blocks that only its package sees.
 */
public final class LayersWriter {
  private static final ClassName LAYER_ORDER =
      ClassName.get("dev.skipjack.annotations", "LayerOrder");

  private LayersWriter() {}

  /**
   * @param layers names in their order
   */
  public static void write(
      TypeElement type, List<String> layers, String fingerprint, Elements elements, Filer filer)
      throws IOException {
    ClassName source = ClassName.get(type);
    ClassName name = Model.generated(source, Model.LAYERS);
    CodeBlock order =
        layers.stream()
            .map(layer -> CodeBlock.of("$S", layer))
            .collect(CodeBlock.joining(", ", "{", "}"));
    TypeSpec.Builder written =
        TypeSpec.classBuilder(name)
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .addJavadoc("The layers of {@link $T} as they were compiled.\n", source)
            .addOriginatingElement(type)
            .addAnnotation(
                AnnotationSpec.builder(LAYER_ORDER)
                    .addMember("value", order)
                    .addMember("fingerprint", "$S", fingerprint)
                    .build())
            .addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build())
            .addMethod(
                MethodSpec.methodBuilder("fingerprint")
                    .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                    .returns(String.class)
                    .addJavadoc("Another one whenever the layers change.\n")
                    .addStatement("return $S", fingerprint)
                    .build());
    if (Model.hasGenerated(type, elements)) {
      written.addAnnotation(Model.generated());
    }
    JavaFile.builder(source.packageName(), written.build())
        .addFileComment("Generated from $L; do not edit.", source.canonicalName())
        .indent("  ")
        .skipJavaLangImports(!Model.hidesJavaLang(type, elements))
        .build()
        .writeTo(filer);
  }
}
