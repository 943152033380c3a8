package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TensorTest {
  private static final float[] NUMBERS = new float[64];

  static {
    for (int i = 0; i < NUMBERS.length; i++) {
      NUMBERS[i] = i;
    }
  }

  private final HeapFloats heap = new HeapFloats(NUMBERS.clone());

  /** Channels 1 and 2 of two images of three channels of 2x2. */
  private final Tensor part =
      Tensor.of(heap, 3, 61).view(4, new long[] {2, 2, 2, 2}, new long[] {12, 4, 2, 1});

  @Test
  void aPartOfASlabBecomesADenseArrayAndBack() {
    ArrayCopy copy = ArrayCopy.of(part);
    INDArray array = copy.fetch();
    assertThat(array.shape()).containsExactly(2, 2, 2, 2);
    assertThat(array.getFloat(0, 0, 0, 0)).isEqualTo(7);
    assertThat(array.getFloat(1, 1, 1, 0)).isEqualTo(3 + 4 + 12 + 4 + 2);
    array.negi();
    copy.deliver();
    assertThat(heap.array()[14]).isEqualTo(-14);
    assertThat(heap.array()[15]).isEqualTo(15); // the next image's first channel
    assertThat(heap.array()[19]).isEqualTo(-19);
    copy.free();
  }

  @Test
  void whatIsFilledIsNotWhatLiesBetween() {
    part.fill(1);
    assertThat(heap.array()[6]).isEqualTo(6);
    assertThat(heap.array()[7]).isEqualTo(1);
    assertThat(heap.array()[15]).isEqualTo(15);
    assertThat(heap.array()[26]).isEqualTo(1);
    assertThat(heap.array()[27]).isEqualTo(27);
  }

  @Test
  void anArrayIsItsOwnCopy() {
    INDArray array = Nd4j.create(DataType.FLOAT, 2, 3);
    assertThat(ArrayCopy.of(Tensor.of(array)).fetch()).isSameAs(array);
    assertThat(Tensor.of(array).isOnHeap()).isFalse();
  }

  @Test
  void whatIsFreedKeepsNoMemory() {
    part.free();
    assertThat(heap.array()).isNull();
  }

  @Test
  void noArrayIsMadeOfTheHeapUnasked() {
    assertThatThrownBy(part::asArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a tensor [2, 2, 2, 2] on the heap is no array: make an ArrayCopy");
  }
}
