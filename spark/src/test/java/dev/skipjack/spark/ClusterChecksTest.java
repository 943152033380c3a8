package dev.skipjack.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterChecksTest {
  private static SparkConf with(String setting) {
    return new SparkConf(false).set(setting, "true");
  }

  @Test
  void dynamicAllocationIsRefused() {
    SparkConf settings = with("spark.dynamicAllocation.enabled");
    assertThat(catchThrowable(() -> ClusterChecks.check(settings, false, false)))
        .isInstanceOf(SparkTrainingException.class)
        .hasMessageStartingWith("spark.dynamicAllocation.enabled is on, but the workers");
    assertThatCode(() -> ClusterChecks.check(settings, true, false)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.ssl.enabled",
        "spark.ssl.rpc.enabled",
        "spark.network.crypto.enabled",
        "spark.authenticate.enableSaslEncryption",
        "spark.io.encryption.enabled"
      })
  void encryptionThatGradientsDoNotHaveIsRefused(String setting) {
    SparkConf settings = with(setting);
    assertThat(catchThrowable(() -> ClusterChecks.check(settings, false, false)))
        .isInstanceOf(SparkTrainingException.class)
        .hasMessageStartingWith(setting + " is on, but executors exchange gradients")
        .hasMessageEndingWith("call allowPlainExchange()");
    assertThatCode(() -> ClusterChecks.check(settings, false, true)).doesNotThrowAnyException();
  }

  @Test
  void othersAreNoneOfItsBusiness() {
    assertThatCode(() -> ClusterChecks.check(with("spark.authenticate"), false, false))
        .doesNotThrowAnyException();
  }
}
