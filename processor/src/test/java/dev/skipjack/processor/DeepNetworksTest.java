package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.io.InputStream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.objectweb.asm.ClassReader;

/** The deepest networks that were published compile, to classes far from the limits of Java's. */
@Tag("exhaustive")
@Tag("computes")
class DeepNetworksTest {
  /** Of 65,535 that a class can have. */
  private static final int MOST_CONSTANTS = 50_000;

  private static Compilation compile(String name) throws IOException {
    Compilation compilation = CompileTest.compile(name);
    CompileTest.checkMethods(compilation);
    for (JavaFileObject file : compilation.generatedFiles()) {
      if (file.getKind() == JavaFileObject.Kind.CLASS) {
        try (InputStream in = file.openInputStream()) {
          ClassReader generated = new ClassReader(in);
          assertThat(generated.getItemCount())
              .as(generated.getClassName())
              .isLessThan(MOST_CONSTANTS);
        }
      }
    }
    return compilation;
  }

  @ParameterizedTest
  @ValueSource(strings = {"DenseNetBC250", "DenseBlock500"})
  void compiles(String name) throws IOException {
    compile(name);
  }

  /** He et al. 2016, section 4.2: 19.4 million parameters. */
  @Test
  void resNet1202TrainsAStep() throws Exception {
    Class<?> model =
        new CompiledModel("good.ResNet1202", compile("ResNet1202"))
            .load(DeepNetworksTest.class.getClassLoader());
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.FLOAT, 2, 3, 32, 32);
    INDArray gradient = Nd4j.randn(DataType.FLOAT, 2, 10);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      assertThat(network.trainableLength()).isEqualTo(19_421_274);
      assertThat(network.forward(images).shape()).containsExactly(2, 10);
      network.backward(gradient);
      INDArray gradients = network.gradients();
      assertThat(gradients.isNaN().any()).isFalse();
      assertThat(gradients.get(NDArrayIndex.interval(0, 432)))
          .as("of the first convolution")
          .satisfies(first -> assertThat(first.amaxNumber().doubleValue()).isPositive());
    }
  }
}
