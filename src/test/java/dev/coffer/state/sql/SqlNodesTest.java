package dev.coffer.state.sql;

import static dev.coffer.state.sql.SqlScenarios.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import java.util.ArrayList;
import java.util.List;

/** Two nodes run SQL of one owner, in turn and at once: serial, and nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@DisabledIfSystemProperty(named = "coffer.store", matches = ".+", disabledReason = "once is enough")
class SqlNodesTest {

    private static final String COUNT = sql("update t set n = n + 1 returning n");

    private List<Service> nodes = List.of();

    @BeforeAll
    void start() {
        nodes = Service.nodes(2);
    }

    @AfterAll
    void close() {
        nodes.forEach(Service::close);
    }

    private Service.Client on(int node, String owner) {
        return nodes.get(node % 2).payer(owner);
    }

    private void make(String owner) {
        on(0, owner).post("/api/sql/execute", sql("create table t (n)")).expect(200);
        on(1, owner).post("/api/sql/execute", sql("insert into t values (0)")).expect(200);
    }

    private static long number(Answered answered) {
        return answered.expect(200).at("rows").path(0).path("n").asLong();
    }

    @Test
    void inTurn() {
        make("TURNS");
        for (int i = 1; i <= 20; i++) {
            assertThat(number(on(i / 2, "TURNS").post("/api/sql/execute", COUNT))).isEqualTo(i);
            Answered read = on(i, "TURNS").post("/api/sql/query", sql("select n from t"));
            assertThat(number(read)).isEqualTo(i);
        }
    }

    @Test
    void atOnce() {
        make("ATONCE");
        List<List<Long>> seen =
                Call.together(
                        6,
                        caller -> {
                            List<Long> mine = new ArrayList<>();
                            while (mine.size() < 8) {
                                Answered answered =
                                        on(caller, "ATONCE").post("/api/sql/execute", COUNT);
                                if (answered.status() == 200) {
                                    mine.add(number(answered));
                                } else {
                                    answered.expect(503, "contended");
                                }
                            }
                            return mine;
                        });
        assertThat(seen.stream().flatMap(List::stream))
                .hasSize(48)
                .doesNotHaveDuplicates()
                .allMatch(n -> n >= 1 && n <= 48);
        assertThat(number(on(0, "ATONCE").post("/api/sql/query", sql("select n from t"))))
                .isEqualTo(48);
    }
}
