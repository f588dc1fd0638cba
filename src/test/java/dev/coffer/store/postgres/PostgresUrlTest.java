package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostgresUrlTest {

    @Test
    void whatTheUrlLeavesOpenIsFilledIn() {
        String url = PostgresUrl.of("jdbc:postgresql://h1,h2/db").text();
        assertThat(url)
                .startsWith("jdbc:postgresql://h1,h2/db?targetServerType=primary&connectTimeout=2")
                .contains("&socketTimeout=6", "&tcpKeepAlive=true", "&hostRecheckSeconds=1");
    }

    @Test
    void aBatchSaysWhatEachOfItsStatementsDid() {
        assertThat(PostgresUrl.of("jdbc:postgresql://h/db?reWriteBatchedInserts=true").text())
                .endsWith("&reWriteBatchedInserts=false");
    }

    @Test
    void whatTheUrlSaysStays() {
        PostgresUrl url = PostgresUrl.of("jdbc:postgresql://h/db?sockettimeout=30&user=x");
        assertThat(url.text())
                .startsWith("jdbc:postgresql://h/db?sockettimeout=30&user=x&targetServerType=")
                .doesNotContain("socketTimeout=6");
        assertThat(url.unhurried()).contains("socketTimeout=0").doesNotContain("=30");
        assertThatThrownBy(() -> PostgresUrl.of("jdbc:mysql://h/db"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
