package dev.coffer.account;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.grant.Accesses;
import dev.coffer.payment.grant.GivenGrants;
import dev.coffer.payment.grant.Grant;
import dev.coffer.payment.grant.GrantLimits;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.grant.OwnerNames;
import dev.coffer.payment.grant.ReceivedGrants;
import dev.coffer.payment.grant.Verb;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an account grants to others, and was granted: given, listed, revoked; and what was done. */
final class AccountGrants {

    private static final String PATH = "/api/account/grants";

    private static final String OWNER = "owner";
    private static final String GRANTEE = "grantee";
    private static final String GIVEN = "given";

    /** What the owner pays in all, at most. */
    record Spend(long amount, String tokenType) {
        static final Shape<Spend> SHAPE =
                Shape.of(
                        Spend::new,
                        Field.whole("amount", 1, Long.MAX_VALUE, "In the asset's smallest unit."),
                        Field.text("tokenType", 1, 10, "In which asset, and in that alone."));

        Price price() {
            return new Price(Asset.required(tokenType), amount);
        }
    }

    /** Who is charged, and for how much. */
    record Paying(boolean owner, Optional<Price> most) {
        static final Shape<Paying> SHAPE =
                Shape.of(
                        Paying::of,
                        Field.choice(
                                "payer", List.of(OWNER, GRANTEE), "Who is charged for the calls."),
                        Field.object("spend", Spend.SHAPE, "What the owner pays in all, at most.")
                                .map(Spend::price)
                                .optional());

        private static Paying of(String payer, Optional<Price> spend) {
            if (spend.isPresent() && !payer.equals(OWNER)) {
                throw Problem.invalid("spend", "is what the owner pays; here the grantee does");
            }
            return new Paying(payer.equals(OWNER), spend);
        }
    }

    record Wanted(
            Owner grantee,
            String capability,
            Optional<String> prefix,
            Set<Verb> verbs,
            Optional<Instant> expires,
            Paying paying) {

        static Shape<Wanted> shape(List<String> capabilities) {
            return Shape.of(
                    Wanted::new,
                    Field.text("grantee", 1, Owner.MAX_CHARS, "To which address.")
                            .map(text -> OwnerNames.owner("grantee", text)),
                    Field.choice("capability", capabilities, "What for."),
                    Field.text(
                                    "prefix",
                                    1,
                                    GrantLimits.GRANT_PREFIX_CHARS,
                                    "Only for names that begin so; calls about no name are out then.")
                            .optional(),
                    Lists.texts(
                                    "verbs",
                                    Verb.values().length,
                                    GrantLimits.GRANT_VERB_CHARS,
                                    "`read`, `write` or both; to write is to delete, too.")
                            .map(Wanted::verbs),
                    Statements.instant(
                            "expires", "When it ends, ISO 8601; as late as it may if left out."),
                    Paying.SHAPE);
        }

        private static Set<Verb> verbs(List<String> words) {
            Set<String> said = new HashSet<>(words);
            Set<Verb> verbs =
                    Arrays.stream(Verb.values())
                            .filter(verb -> said.remove(verb.word()))
                            .collect(Collectors.toUnmodifiableSet());
            if (verbs.isEmpty() || !said.isEmpty()) {
                throw Problem.invalid("verbs", "must be `read`, `write` or both");
            }
            return verbs;
        }
    }

    /** Whose grants, and which page of them. */
    record Asked(String role, Page.Asked<Cursor> page) {
        static final Shape<Asked> SHAPE =
                Shape.of(
                        Asked::new,
                        Field.choice(
                                        "role",
                                        List.of(GIVEN, "received"),
                                        "Those that the account gave, or was given.")
                                .orElse(GIVEN),
                        Page.asked(cursor -> cursor));
    }

    record Spent(String tokenType, long amount, long used) {}

    record Shown(
            long id,
            String owner,
            String grantee,
            String capability,
            Optional<String> prefix,
            List<String> verbs,
            String payer,
            Optional<Spent> spend,
            Instant givenAt,
            Optional<Instant> expires) {

        static Shown of(Grant grant) {
            return new Shown(
                    grant.id(),
                    grant.owner().address(),
                    grant.grantee().address(),
                    grant.capability(),
                    grant.prefix(),
                    grant.verbs().stream().sorted().map(Verb::word).toList(),
                    grant.ownerPays() ? OWNER : GRANTEE,
                    grant.most()
                            .map(most ->
                                    new Spent(most.asset().symbol(), most.amount(), grant.spent())),
                    Instant.ofEpochMilli(grant.givenAtMs()),
                    grant.untilMs().map(Instant::ofEpochMilli));
        }
    }

    record Listed(List<Shown> grants, @JsonUnwrapped Page.End end) {}

    record Id(long id) {
        static final Shape<Id> SHAPE =
                Shape.of(Id::new, Field.whole("id", 1, Long.MAX_VALUE, "The grant's id."));
    }

    record Revoked(long id, boolean revoked) {}

    record Charge(String tokenType, long amount) {}

    record Access(
            Instant at,
            String grantee,
            long grant,
            String endpoint,
            List<String> names,
            String payer,
            Optional<Charge> charge,
            String outcome) {

        static Access of(Accesses.Line line) {
            return new Access(
                    line.at(),
                    line.grantee(),
                    line.grant(),
                    line.endpoint(),
                    line.names(),
                    line.payer(),
                    line.charge().map(p -> new Charge(p.asset().symbol(), p.amount())),
                    line.outcome());
        }
    }

    record Log(List<Access> accesses, @JsonUnwrapped Page.End end) {}

    private final Grants grants;

    AccountGrants(Grants grants) {
        this.grants = grants;
    }

    Endpoint<?, ?>[] endpoints() {
        return new Endpoint<?, ?>[] {
            Endpoint.write(PATH, Wanted.shape(grants.names()), Shown.class)
                    .forOwners()
                    .fails(ErrorCode.TOO_MANY_GRANTS)
                    .says(
                            "Lets another address act among what is yours; it names you by the header Coffer-Owner.")
                    .example(
                            """
                            {"grantee": "ST1SJ3DTE5DN7X54YDH5D64R3BCB6A2AG2ZQ8YPD5", "capability": "kv",
                             "prefix": "shared/", "verbs": ["read"], "payer": "owner",
                             "spend": {"amount": 50000, "tokenType": "STX"}}\
                            """)
                    .does(this::give),
            Endpoint.read(PATH, Asked.SHAPE, Listed.class)
                    .forAccounts()
                    .methods("GET")
                    .says("The grants that are in force, given or received.")
                    .does(this::list),
            Endpoint.write(PATH + "/{id}", Id.SHAPE, Revoked.class)
                    .forAccounts()
                    .methods("DELETE")
                    .fails(ErrorCode.NOT_FOUND)
                    .says("Revokes a grant: once that is answered, no call by it is done.")
                    .example("{\"id\": 1}")
                    .does(this::revoke),
            Endpoint.read(
                            "/api/account/access",
                            Page.asked(cursor -> cursor.number(0, 1)),
                            Log.class)
                    .forAccounts()
                    .says("What others did by your grants, the latest first.")
                    .does(this::log)
        };
    }

    private Reply<Shown> give(Call<Wanted> call, Tx tx) {
        Wanted wanted = call.input();
        if (wanted.grantee().equals(tx.owner())) {
            throw Problem.invalid("grantee", "must be another address than your own");
        }
        Grant grant =
                new Grant(
                        tx.sequence(),
                        tx.owner(),
                        wanted.grantee(),
                        wanted.capability(),
                        wanted.prefix(),
                        wanted.verbs(),
                        wanted.paying().owner(),
                        wanted.paying().most(),
                        0,
                        tx.now(),
                        untilMs(call, tx));
        GivenGrants.give(tx, grant);
        return Reply.of(Shown.of(grant));
    }

    /** It ends no later than the token that it is given with: nobody lengthens his own life. */
    private static Optional<Long> untilMs(Call<Wanted> call, Tx tx) {
        long mostMs = call.caller().untilMs();
        Optional<Long> asked = call.input().expires().map(Instant::toEpochMilli);
        if (asked.filter(ms -> ms <= tx.now() || ms > mostMs).isPresent()) {
            throw Problem.invalid(
                    "expires",
                    mostMs == Long.MAX_VALUE
                            ? "must be after now"
                            : "must be after now, and not after %s, when what you call by ends"
                                    .formatted(Instant.ofEpochMilli(mostMs)));
        }
        return asked.or(() -> Optional.of(mostMs).filter(ms -> ms != Long.MAX_VALUE));
    }

    private Reply<Listed> list(Call<Asked> call, Tx tx) {
        Asked asked = call.input();
        boolean given = asked.role().equals(GIVEN);
        Page<Grant> page =
                asked.page()
                        .of(
                                (after, most) ->
                                        given
                                                ? given(tx, call.owner(), after, most)
                                                : received(tx, call.owner(), after, most),
                                given
                                        ? grant -> Cursor.of(grant.id())
                                        : grant -> Cursor.of(grant.owner().address(), grant.id()));
        return Reply.of(new Listed(page.map(Shown::of).entries(), page.end()));
    }

    private static List<Grant> given(Tx tx, String owner, Optional<Cursor> after, int most) {
        return GivenGrants.page(tx, owner, after.map(at -> at.number(0, 1)).orElse(0L), most);
    }

    private static List<Grant> received(Tx tx, String owner, Optional<Cursor> after, int most) {
        return ReceivedGrants.page(
                tx,
                owner,
                after.map(at -> at.text(0, 2)).orElse(""),
                after.map(at -> at.number(1, 2)).orElse(0L),
                most);
    }

    private Reply<Revoked> revoke(Call<Id> call, Tx tx) {
        long id = call.input().id();
        if (!GivenGrants.revoke(tx, id)) {
            throw Problem.notFound("Grant", "id", Long.toString(id));
        }
        return Reply.of(new Revoked(id, true));
    }

    private Reply<Log> log(Call<Page.Asked<Long>> call, Tx tx) {
        Page<Accesses.Line> page =
                call.input()
                        .of(
                                (before, most) ->
                                        Accesses.page(
                                                tx,
                                                call.owner(),
                                                before.orElse(Long.MAX_VALUE),
                                                most),
                                line -> Cursor.of(line.number()));
        return Reply.of(new Log(page.map(Access::of).entries(), page.end()));
    }
}
