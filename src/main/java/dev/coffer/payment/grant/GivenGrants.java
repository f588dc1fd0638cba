package dev.coffer.payment.grant;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.store.Owner;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The grants of their owners, each of whom gives and revokes in its own works. */
public final class GivenGrants {

    static final Table TABLE = Table.of("granted", "id").expires("until_at");

    private static final String COLUMNS =
            """
            select id, owner, grantee, capability, prefix, verbs, owner_pays, asset, most, spent,
                given_at, until_at
            from granted where owner = ? and (until_at is null or until_at > ?)\
            """;

    private static final String TO = COLUMNS + " and grantee = ? order by id limit ?";
    private static final String PAGE = COLUMNS + " and id > ? order by id limit ?";
    private static final String ONE = COLUMNS + " and id = ?";

    private GivenGrants() {}

    /**
     * Gives a grant of the work's owner, whose id is the work's number.
     *
     * @throws Problem 409 {@code too_many_grants}
     */
    public static void give(Tx tx, Grant grant) {
        String owner = grant.owner().address();
        long there =
                tx.one(
                                """
                                select count(*) from granted
                                where owner = ? and (until_at is null or until_at > ?)\
                                """,
                                row -> row.number(1),
                                owner,
                                tx.now())
                        .orElse(0L);
        if (there >= GrantLimits.ACCOUNT_GRANTS.value()) {
            throw new Problem(
                            ErrorCode.TOO_MANY_GRANTS,
                            "The account has as many grants as are kept; revoke one.")
                    .with("limit", GrantLimits.ACCOUNT_GRANTS.value());
        }
        tx.update(
                """
                insert into granted
                    (owner, id, grantee, capability, prefix, verbs, owner_pays, asset, most, spent,
                    given_at, until_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)\
                """,
                owner,
                grant.id(),
                grant.grantee().address(),
                grant.capability(),
                grant.prefix().orElse(null),
                grant.verbs().stream().map(Verb::word).collect(Collectors.joining("\n")),
                grant.ownerPays() ? 1 : 0,
                grant.most().map(price -> price.asset().symbol()).orElse(null),
                grant.most().map(Price::amount).orElse(null),
                grant.givenAtMs(),
                grant.untilMs().orElse(null));
        ReceivedGrants.add(tx, grant);
    }

    /** Those of an owner that are in force, by their ids, after one of them. */
    public static List<Grant> page(Tx tx, String owner, long after, int most) {
        return tx.all(PAGE, GivenGrants::grant, owner, tx.now(), after, most);
    }

    /** Those to one grantee. */
    static List<Grant> to(Tx tx, String owner, String grantee) {
        return tx.all(
                TO,
                GivenGrants::grant,
                owner,
                tx.now(),
                grantee,
                GrantLimits.ACCOUNT_GRANTS.value());
    }

    static Optional<Grant> one(Tx tx, String owner, long id) {
        return tx.one(ONE, GivenGrants::grant, owner, tx.now(), id);
    }

    /**
     * Revokes one of the work's owner: no call by it is done after this one; false if there is
     * none.
     */
    public static boolean revoke(Tx tx, long id) {
        String owner = tx.owner().address();
        Optional<String> grantee =
                tx.one(
                        "select grantee from granted where owner = ? and id = ?",
                        row -> row.text(1),
                        owner,
                        id);
        grantee.ifPresent(address -> {
            tx.update("delete from granted where owner = ? and id = ?", owner, id);
            ReceivedGrants.remove(tx, address, owner, id);
        });
        return grantee.isPresent();
    }

    private static Grant grant(Row row) {
        @Nullable String asset = row.textOrNull(8);
        @Nullable Long most = row.numberOrNull(9);
        Set<String> words = Set.of(row.text(6).split("\n", -1));
        return new Grant(
                row.number(1),
                new Owner(row.text(2)),
                new Owner(row.text(3)),
                row.text(4),
                Optional.ofNullable(row.textOrNull(5)),
                Arrays.stream(Verb.values())
                        .filter(verb -> words.contains(verb.word()))
                        .collect(Collectors.toUnmodifiableSet()),
                row.number(7) == 1,
                asset == null || most == null
                        ? Optional.empty()
                        : Optional.of(new Price(Asset.required(asset), most)),
                row.number(10),
                row.number(11),
                Optional.ofNullable(row.numberOrNull(12)));
    }
}
