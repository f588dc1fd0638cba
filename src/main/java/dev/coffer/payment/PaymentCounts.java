package dev.coffer.payment;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of the payments that this node told a chain of, since its start. */
public final class PaymentCounts {

    private final LongAdder settled = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final Map<Asset, LongAdder> credited = new EnumMap<>(Asset.class);

    PaymentCounts() {
        for (Asset asset : Asset.values()) {
            credited.put(asset, new LongAdder());
        }
    }

    /** One was settled, and maybe credited; once it is committed. */
    void settled(PaymentRows.Settlement settlement, Price paid) {
        settled.increment();
        if (settlement.credited()) {
            of(paid.asset()).add(paid.amount());
        }
    }

    void refused() {
        refused.increment();
    }

    /** The chain did not say; the same payment counts again when it is asked again. */
    void unanswered() {
        unanswered.increment();
    }

    private LongAdder of(Asset asset) {
        return Objects.requireNonNull(credited.get(asset));
    }

    /** Payments that were settled: for calls here, or for others. */
    public long settledPayments() {
        return settled.sum();
    }

    /** Times that a chain refused one. */
    public long refusals() {
        return refused.sum();
    }

    /** Times that a chain did not say what became of one. */
    public long silences() {
        return unanswered.sum();
    }

    /** What was credited, in smallest units. */
    public long credited(Asset asset) {
        return of(asset).sum();
    }
}
