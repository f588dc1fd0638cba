package dev.coffer.payment.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.SignsIn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.function.Function;

/** One signature at two nodes, many times at once: it counts once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SignInAtOnceTest {

    private static final int TIMES = 16;
    private static final int ROUNDS = 5;

    private List<Service> nodes;

    @BeforeAll
    void start() {
        nodes = Service.nodes(2, Config.Money.DEVNET);
        nodes.forEach(node -> {
            node.restartAt("https://coffer.example");
            node.restartWith("publicCallsBurst=100000");
        });
    }

    @AfterAll
    void stop() {
        nodes.forEach(Service::close);
    }

    private void once(Function<Service, Answered> call) {
        List<Answered> answers =
                Call.together(TIMES, number -> call.apply(nodes.get(number % nodes.size())));
        List<Answered> done = answers.stream().filter(got -> got.status() == 200).toList();
        assertThat(done).hasSize(1);
        answers.stream()
                .filter(got -> !done.contains(got))
                .forEach(got -> got.expect(401, "sign_in_used"));
    }

    private long stx(String address) {
        return Long.parseLong(
                nodes.getFirst()
                        .query("select stx from owner where owner = '%s'".formatted(address))
                        .getFirst()
                        .getFirst());
    }

    @Test
    void oneTokenIsGiven() {
        for (int round = 0; round < ROUNDS; round++) {
            EvmWallet evm = EvmWallet.random();
            String[] header = evm.answers(nodes.getFirst().post(SignsIn.PATH, "").expect(402));
            once(node -> node.post(SignsIn.PATH, "", header));

            Payer stacks = Payer.poor(nodes.getFirst());
            for (SignsIn how : SignsIn.values()) {
                String body =
                        how.body(SignsIn.asked(nodes.getLast(), stacks.address()), stacks.wallet());
                once(node -> node.post(SignsIn.PATH, body));
            }
        }
    }

    @Test
    void oneCallIsDoneAndCharged() {
        EvmWallet wallet = EvmWallet.random();
        nodes.getFirst()
                .execute(
                        "insert into owner (owner, stx) values ('%s', 1000000)"
                                .formatted(wallet.address()));
        long left = 1_000_000;
        String increment = "{\"name\":\"n\"}";
        for (int round = 1; round <= ROUNDS; round++) {
            Answered priced = nodes.getLast().post("/api/counter/increment", increment).expect(402);
            String[] header = wallet.answers(priced);
            once(node -> node.post("/api/counter/increment", increment, header));
            left -= 1000;
            assertThat(stx(wallet.address())).isEqualTo(left);

            String[] reads = wallet.answers(priced);
            nodes.getFirst().post("/api/counter/get", increment, reads).expect(401, "sign_in_used");
            String[] read = wallet.answers(nodes.getLast().post("/api/counter/get", increment));
            once(node -> node.post("/api/counter/get", increment, read));
            left -= 500;
            assertThat(stx(wallet.address())).isEqualTo(left);
        }
        String[] last = wallet.answers(nodes.getFirst().post("/api/counter/get", increment));
        assertThat(nodes.getLast().post("/api/counter/get", increment, last).at("value").asInt())
                .isEqualTo(ROUNDS);
    }
}
