package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

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

    @Test
    void aWorkerIsAskedAsTheUrlSays() {
        ShardMap.Worker worker = new ShardMap.Worker(3, "w1.internal", 5433);
        for (String of :
                List.of(
                        "//h1,h2:5440/db?user=x",
                        "//[::1]:1/db?user=x",
                        "db?user=x",
                        "//h/db?user=x")) {
            assertThat(PostgresUrl.of("jdbc:postgresql:" + of).at(worker).text())
                    .startsWith(
                            "jdbc:postgresql://w1.internal:5433/db?user=x&targetServerType=primary");
        }
        assertThat(
                        PostgresUrl.of("jdbc:postgresql://h/db")
                                .at(new ShardMap.Worker(1, "::1", 1))
                                .text())
                .startsWith("jdbc:postgresql://[::1]:1/db?");
    }
}
