package dev.coffer.account;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.TokenLimits;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.grant.GrantLimits;
import dev.coffer.payment.grant.Grants;
import dev.coffer.room.Room;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an owner sees of its own account; all of it free. */
public final class AccountRoom {

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

    private final Ledger ledger;
    private final Tokens tokens;

    private final Capacities capacities;

    private AccountRoom(Ledger ledger, Tokens tokens, Capacities capacities) {
        this.ledger = ledger;
        this.tokens = tokens;
        this.capacities = capacities;
    }

    public static Room room(Ledger ledger, Tokens tokens, Grants grants, Capacities capacities) {
        AccountRoom does = new AccountRoom(ledger, tokens, capacities);
        return Room.of("account", "One's own balance, usage, statement, tokens and grants")
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
                        Endpoint.read(
                                        "/api/account/statement",
                                        Statements.Asked.SHAPE,
                                        Statements.Statement.class)
                                .forAccounts()
                                .says(
                                        "Credits and hourly charges of whole hours, and the balances before and after.")
                                .example("{\"from\": \"2026-01-01T00:00:00Z\"}")
                                .does(new Statements(ledger)::statement))
                .sells(new AccountTokens(tokens).endpoints())
                .sells(new AccountGrants(grants).endpoints())
                .limits(TokenLimits.values())
                .limits(GrantLimits.values())
                .works(tokens::listening);
    }

    private Reply<Deposited> deposit(Call<Deposit> call, Tx tx) {
        return opened(tx, ledger, tokens);
    }

    /** The balance of the work's owner, with a token for it. */
    static Reply<Deposited> opened(Tx tx, Ledger ledger, Tokens tokens) {
        String owner = tx.owner().address();
        long untilMs = tx.now() + 1000 * Limits.TOKEN_LIFE_SECONDS.value();
        String token = tokens.issue(owner, untilMs);
        return new Reply.Issued<>(
                new Deposited(
                        owner,
                        Ledger.symbols(ledger.balances(tx, owner)),
                        token,
                        Instant.ofEpochMilli(untilMs)),
                token);
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
}
