package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFactsTest {
  @ParameterizedTest
  @CsvSource({
    "-Djavax.net.ssl.keyStorePassword=hunter2 -Xmx2g, -Djavax.net.ssl.keyStorePassword=*** -Xmx2g",
    "train --api-key hunter2 --epochs 3, train --api-key *** --epochs 3",
    "-Dhub.token=hunter2, -Dhub.token=***",
    "train --epochs 3 --data pictures, train --epochs 3 --data pictures",
  })
  void secretsStayOut(String command, String shown) {
    assertThat(RunFacts.withoutSecrets(command)).isEqualTo(shown);
  }

  @Test
  void theBuildWroteItsVersionsDown() {
    assertThat(RunFacts.versions().getProperty("skipjack")).doesNotContain("$").isNotBlank();
    assertThat(RunFacts.versions().getProperty("nd4j")).doesNotContain("$").isNotBlank();
  }
}
