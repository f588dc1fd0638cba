package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Caller;
import dev.coffer.harness.X402;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who pays for one call, an increment of a counter.
 *
 * @param payer whose payment it is
 * @param counter which nobody else counts with
 * @param isAskedAgain whether its clients expect a 402 where a payment is refused for certain
 * @param payment the headers that anybody can bring who saw it
 */
public record Buyer(String payer, String counter, boolean isAskedAgain, String... payment) {

    public static Buyer of(String payer, boolean isAskedAgain, String... payment) {
        return new Buyer(payer, UUID.randomUUID().toString(), isAskedAgain, payment);
    }

    /** With the key that only this buyer knows. */
    public Answered pays(Caller at) {
        return sends(at, X402.keyed(counter, payment));
    }

    /**
     * Pays until it is settled, as the answer says: a connection to a chain may break at any time,
     * and then it is told so.
     */
    public static void settled(Supplier<Answered> pays) {
        Call.until(
                "it is settled",
                () -> {
                    Answered answered = pays.get();
                    if (answered.status() == 503) {
                        answered.expect(503, "settlement_pending");
                        return false;
                    }
                    answered.expect(200);
                    return true;
                });
    }

    /** Without one, as clients of x402 do. */
    public Answered paysNameless(Caller at) {
        return sends(at, payment);
    }

    /** The same, by the code that it was told to come back by. */
    public Answered comesBack(Caller at, String code) {
        return sends(at, with("Coffer-Resume", code));
    }

    /** What others can bring. */
    public List<String[]> asStrangers() {
        return List.of(
                payment,
                with("Idempotency-Key", "short"),
                with("Coffer-Resume", "0".repeat(36)),
                X402.keyed("a stranger's", payment));
    }

    private String[] with(String header, String value) {
        return Stream.concat(Stream.of(payment), Stream.of(header, value)).toArray(String[]::new);
    }

    /** Whatever comes of it, it is no invitation to pay once more while money may have moved. */
    public Answered sends(Caller at, String... headers) {
        Answered answered =
                at.post("/api/counter/increment", "{\"name\": \"%s\"}".formatted(counter), headers);
        if (!isAskedAgain) {
            assertThat(answered.status()).as(answered.text()).isNotEqualTo(402);
            assertThat(answered.header("PAYMENT-REQUIRED")).isEmpty();
        }
        assertThat(answered.status()).as(answered.text()).isIn(200, 400, 402, 409, 503);
        return answered;
    }

    /** Its outcome is open. */
    public Answered isPending(Answered answered) {
        answered.expect(503, "settlement_pending");
        assertThat(answered.header("Retry-After")).isNotEmpty();
        assertThat(answered.header("PAYMENT-REQUIRED")).isEmpty();
        return answered;
    }
}
