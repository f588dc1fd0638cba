package dev.coffer.account;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Tokens;
import dev.coffer.room.Room;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an owner sees of its own account; all of it free. */
public final class AccountRoom {

    /** Rows of a statement's answer; a longer time asks twice. */
    private static final int STATEMENT_ROWS = 10_000;

    /** The last second of the years that have four digits. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    record Deposit(Optional<Long> amount) {
        static final Shape<Deposit> SHAPE =
                Shape.of(
                        Deposit::new,
                        Field.whole(
                                        "amount",
                                        1,
                                        1_000_000_000_000L,
                                        "What to deposit, in the asset's smallest unit.")
                                .optional());
    }

    record Deposited(String account, Map<String, Long> balances, String token, Instant expiresAt) {}

    record Account(
            String account,
            Map<String, Long> balances,
            List<Used> usage,
            Quotas quotas,
            String prices,
            String limits) {}

    record Used(String capability, long rows, long bytes) {}

    record Quotas(long rowsPerCapability, long bytesPerCapability) {}

    record Period(Optional<Instant> from, Optional<Instant> to) {
        static final Shape<Period> SHAPE =
                Shape.of(
                        Period::new,
                        instant("from", "The first instant, ISO 8601; a day ago if left out."),
                        instant("to", "The instant after the last, ISO 8601; now if left out."));
    }

    record Statement(
            String account,
            Instant from,
            Instant to,
            List<Ledger.Credit> credits,
            List<Ledger.Calls> charges,
            Map<String, Long> balances,
            boolean complete) {}

    private final Ledger ledger;
    private final Tokens tokens;

    private final Capacities capacities;

    private AccountRoom(Ledger ledger, Tokens tokens, Capacities capacities) {
        this.ledger = ledger;
        this.tokens = tokens;
        this.capacities = capacities;
    }

    public static Room room(Ledger ledger, Tokens tokens, Capacities capacities) {
        AccountRoom does = new AccountRoom(ledger, tokens, capacities);
        return Room.of("account", "One's own balance, usage and statement")
                .sells(
                        Endpoint.deposit(
                                        "/api/account/deposit",
                                        Deposit.SHAPE,
                                        Deposited.class,
                                        Deposit::amount)
                                .says(
                                        "Turns a payment into balance, and gives a token to call with.")
                                .example("{\"amount\": 1000000}")
                                .does(does::deposit),
                        Endpoint.read("/api/account", Shape.nothing(), Account.class)
                                .forAccounts()
                                .says("Balances in smallest units, usage and quotas.")
                                .does(does::account),
                        Endpoint.read("/api/account/statement", Period.SHAPE, Statement.class)
                                .forAccounts()
                                .says("Every credit, and the charges of each hour.")
                                .example("{\"from\": \"2026-01-01T00:00:00Z\"}")
                                .does(does::statement));
    }

    private Reply<Deposited> deposit(Call<Deposit> call, Tx tx) {
        return Reply.of(opened(tx, ledger, tokens));
    }

    /** The balance of the work's owner, with a token for it. */
    static Deposited opened(Tx tx, Ledger ledger, Tokens tokens) {
        String owner = tx.owner().address();
        long untilMs = tx.now() + 1000 * Limits.TOKEN_LIFE_SECONDS.value();
        return new Deposited(
                owner,
                Ledger.symbols(ledger.balances(tx, owner)),
                tokens.issue(owner, untilMs),
                Instant.ofEpochMilli(untilMs));
    }

    private Reply<Account> account(Call<Shape.Nothing> call, Tx tx) {
        String owner = call.owner();
        return Reply.of(
                new Account(
                        owner,
                        Ledger.symbols(ledger.balances(tx, owner)),
                        tx.all(
                                """
                                select capability, rows, bytes from usage
                                where owner = ? order by capability\
                                """,
                                row -> new Used(row.text(1), row.number(2), row.number(3)),
                                owner),
                        new Quotas(
                                capacities.of(Capacity.OWNER_ROWS_PER_CAPABILITY),
                                capacities.of(Capacity.OWNER_BYTES_PER_CAPABILITY)),
                        "/api/prices",
                        "/api/limits"));
    }

    private Reply<Statement> statement(Call<Period> call, Tx tx) {
        String owner = call.owner();
        Period period = call.input();
        long to = period.to().map(Instant::toEpochMilli).orElse(tx.now() + 1);
        long from = period.from().map(Instant::toEpochMilli).orElse(to - 86_400_000L);
        if (from > to) {
            throw Problem.invalid("from", "must not be after `to`");
        }
        // A charge belongs to its hour, so a statement begins with a whole one.
        long fromHour = from - Math.floorMod(from, 3_600_000L);
        List<Ledger.Credit> credits = ledger.credits(tx, owner, fromHour, to, STATEMENT_ROWS);
        List<Ledger.Calls> charges = ledger.charges(tx, owner, fromHour, to, STATEMENT_ROWS);
        return Reply.of(
                new Statement(
                        owner,
                        Instant.ofEpochMilli(fromHour),
                        Instant.ofEpochMilli(to),
                        credits,
                        charges,
                        Ledger.symbols(ledger.balances(tx, owner)),
                        credits.size() < STATEMENT_ROWS && charges.size() < STATEMENT_ROWS));
    }

    private static Field<Optional<Instant>> instant(String name, String says) {
        return Field.text(name, 1, 40, says).map(text -> instantOf(name, text)).optional();
    }

    private static Instant instantOf(String field, String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Told below, as what is out of all bounds.
        }
        throw Problem.invalid(field, "must be an instant like 2026-01-31T12:00:00Z");
    }
}
