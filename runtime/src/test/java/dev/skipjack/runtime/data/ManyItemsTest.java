package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.JavaProcess;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** A million items, in a JVM that could not hold a hundredth of their pictures. */
class ManyItemsTest {
  private static final int MANY = 1_000_000;

  /** Each item is a picture of 300,000 bytes. */
  private record Million() implements Dataset {
    @Override
    public String name() {
      return "million";
    }

    @Override
    public int size() {
      return MANY;
    }

    @Override
    public List<String> classNames() {
      return List.of("a", "b", "c", "d");
    }

    @Override
    public int label(int index) {
      return index % 4 < 2 ? index % 2 : 2 + index % 2;
    }

    @Override
    public Item item(int index) {
      byte[] samples = new byte[300_000];
      samples[0] = (byte) index;
      return new Item(new Picture(3, new Size(250, 400), samples), label(index));
    }
  }

  /** Splits, balances and begins an epoch. */
  static final class Epoch {
    private Epoch() {}

    public static void main(String[] arguments) {
      Split split = new Million().split(0.8, 0.1, 0.1, 1);
      Images images = Images.of(split.train(), Preparation.of(3, 8, 8)).shuffle(1).workers(4);
      int seen = 0;
      for (Images each : List.of(images, images.balanced())) {
        try (BatchStream stream = each.batch(64).open(DataType.FLOAT, 0, 6000)) {
          for (int batch = 0; batch < 20; batch++) {
            seen += stream.next().size();
          }
        }
      }
      System.out.println("seen " + seen + " of " + split.train().size());
    }
  }

  @Test
  void aMillionItemsNeedLittleMemory() throws Exception {
    assertThat(JavaProcess.output(Epoch.class, "-Xmx100m", "-XX:+UseSerialGC"))
        .contains("seen 2560 of 800000");
  }

  /** Paths of 30 characters each. */
  @Test
  void aMillionPathsAreKeptInLittleMoreThanTheirCharacters() {
    FileList.Builder builder = new FileList.Builder();
    for (int i = 0; i < MANY; i++) {
      builder.add(String.format("class-%03d/picture-%08d.jpg", i % 500, i), i % 500);
    }
    int[] numbers = new int[500];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 499 - i;
    }
    FileList files = builder.build(numbers, 500);
    assertThat(files.size()).isEqualTo(MANY);
    assertThat(files.bytes()).isLessThanOrEqualTo((30 + 8) * (long) MANY);
    assertThat(files.path(0)).isEqualTo("class-000/picture-00000000.jpg");
    assertThat(files.path(999_999)).isEqualTo("class-499/picture-00999999.jpg");
    assertThat(files.label(999_999)).isZero();
    FileList selected = files.select(new int[] {999_999, 1});
    assertThat(selected.path(1)).isEqualTo("class-001/picture-00000001.jpg");
    assertThat(selected.label(1)).isEqualTo(498);
  }
}
