package dev.coffer.account;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.BearerToken;
import dev.coffer.payment.Caveat;
import dev.coffer.payment.IssuedTokens;
import dev.coffer.payment.TokenLimits;
import dev.coffer.payment.Tokens;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens that an account gives to others: made, listed with what was used, revoked. */
final class AccountTokens {

    private static final String PATH = "/api/account/tokens";

    private static final int LABEL_CHARS = 100;
    private static final int NAME_CHARS = 64;

    record Wanted(Optional<String> label, Optional<Instant> until, List<String> caveats) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.text("label", 1, LABEL_CHARS, "What the owner knows it by.")
                                .optional(),
                        Statements.instant(
                                "until", "When it ends, ISO 8601; as late as it may if left out."),
                        Lists.texts(
                                        "caveats",
                                        TokenLimits.TOKEN_CAVEATS.whole() - 1,
                                        TokenLimits.TOKEN_CHARS,
                                        "What narrows it, each like `read` or `keys shared/`.")
                                .orElse(List.of()));
    }

    record Made(String id, String token, List<String> caveats, Instant until) {}

    record Listed(List<IssuedTokens.Issued> tokens) {}

    record Name(String id) {
        static final Shape<Name> SHAPE =
                Shape.of(
                        Name::new,
                        Field.text(
                                        "id",
                                        1,
                                        NAME_CHARS,
                                        "A token's id, or the name of a caveat `id`.")
                                .map(Name::checked));

        private static String checked(String id) {
            if (!Caveat.isName(id)) {
                throw Problem.invalid("id", "must be a token's id or the name of a caveat `id`");
            }
            return id;
        }
    }

    record Revoked(String id, boolean revoked) {}

    private final Tokens tokens;
    private final IssuedTokens issued;

    AccountTokens(Tokens tokens) {
        this.tokens = tokens;
        this.issued = new IssuedTokens(tokens);
    }

    Endpoint<?, ?>[] endpoints() {
        return new Endpoint<?, ?>[] {
            Endpoint.write(PATH, Wanted.SHAPE, Made.class)
                    .forOwners()
                    .fails(ErrorCode.TOO_MANY_TOKENS)
                    .says("Makes a token to give to somebody, narrowed by caveats.")
                    .example("{\"label\": \"bob\", \"caveats\": [\"read\", \"keys shared/\"]}")
                    .does(this::make),
            Endpoint.read(PATH, Shape.nothing(), Listed.class)
                    .forAccounts()
                    .methods("GET")
                    .says("The tokens that were made, with what was used of each.")
                    .does((call, tx) -> Reply.of(new Listed(issued.all(tx, call.owner())))),
            Endpoint.preparedWrite(PATH + "/{id}", Name.SHAPE, Gives.json(Revoked.class))
                    .forAccounts()
                    .methods("DELETE")
                    .fails(ErrorCode.TOO_MANY_REVOCATIONS)
                    .says("Revokes a token, or all of a name, with what was made of it.")
                    .example("{\"id\": \"bob\"}")
                    .does(this::revoke)
        };
    }

    private Reply<Made> make(Call<Wanted> call, Tx tx) {
        Wanted wanted = call.input();
        long untilMs = untilMs(call, tx);
        BearerToken token = tokens.issue(tx.owner().address(), untilMs, ordered(wanted.caveats()));
        token.fault()
                .ifPresent(fault -> {
                    throw Problem.invalid("caveats", "are not good: " + fault);
                });
        issued.add(tx, token, wanted.label(), untilMs);
        String text = token.text();
        return new Reply.Issued<>(
                new Made(token.id(), text, token.caveats(), Instant.ofEpochMilli(untilMs)), text);
    }

    /** It ends no later than the token that it is asked for with: nobody lengthens his own life. */
    private static long untilMs(Call<Wanted> call, Tx tx) {
        long mostMs =
                Math.min(
                        tx.now() + 1000 * Limits.TOKEN_LIFE_SECONDS.value(),
                        call.caller().untilMs());
        long untilMs = call.input().until().map(Instant::toEpochMilli).orElse(mostMs);
        if (untilMs <= tx.now() || untilMs > mostMs) {
            throw Problem.invalid(
                    "until", "must be after now, and not after " + Instant.ofEpochMilli(mostMs));
        }
        return untilMs;
    }

    /** What opens the account has to be the first of what narrows a token. */
    private static List<String> ordered(List<String> caveats) {
        List<String> ordered = new ArrayList<>(caveats);
        ordered.sort((a, b) -> Boolean.compare(b.startsWith("only "), a.startsWith("only ")));
        return ordered;
    }

    /**
     * The revocation is the service's own work, before the one that takes the token off the
     * account's list; done twice it is the same.
     */
    private Effect<Revoked> revoke(Call<Name> call) {
        String id = call.input().id();
        tokens.revoke(call.owner(), id);
        return tx -> {
            issued.remove(tx, id);
            return Reply.of(new Revoked(id, true));
        };
    }
}
