package dev.coffer.account;

import dev.coffer.account.AccountRoom.Deposited;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.StacksSignIn;
import dev.coffer.room.Room;
import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A token for whoever holds an address's key, so that no balance is out of reach; free. */
public final class SignInRoom {

    private static final int NONCE_CHARS = 200;
    private static final int SIGNATURE_CHARS = 132;

    private static final Field<String> ADDRESS =
            Field.text("address", 1, Owner.MAX_CHARS, "A Stacks address: SP... or ST...");

    record Asking(String address) {
        static final Shape<Asking> SHAPE = Shape.of(Asking::new, ADDRESS);
    }

    /**
     * What to sign.
     *
     * @param message the text
     * @param structured the same as data; a signature of either will do
     */
    record Asked(
            String address,
            String message,
            Structured structured,
            String nonce,
            Instant expiresAt) {}

    /** Clarity values in their wire form, in hex, as SIP-018 signs them. */
    record Structured(String domain, String message) {}

    record Signed(Optional<String> address, Optional<String> nonce, Optional<String> signature) {
        static final Shape<Signed> SHAPE =
                Shape.of(
                        Signed::new,
                        ADDRESS.optional(),
                        Field.text("nonce", 1, NONCE_CHARS, "The nonce that was signed.")
                                .optional(),
                        Field.text(
                                        "signature",
                                        1,
                                        SIGNATURE_CHARS,
                                        "65 bytes in hex, of the text or of the data.")
                                .optional());
    }

    /** In the turn of whoever signed. */
    private record Entering(Owner turn, SignInRoom room, SignIn.Proof proof)
            implements Effect<Deposited> {
        @Override
        public Reply<Deposited> run(Tx tx) {
            tx.numberBy(Tx::numberIfKnown);
            proof.require(tx);
            proof.use(tx);
            return AccountRoom.opened(tx, room.ledger, room.tokens);
        }
    }

    private final SignIn signIn;
    private final Ledger ledger;
    private final Tokens tokens;

    private SignInRoom(SignIn signIn, Ledger ledger, Tokens tokens) {
        this.signIn = signIn;
        this.ledger = ledger;
        this.tokens = tokens;
    }

    public static Room room(SignIn signIn, Ledger ledger, Tokens tokens) {
        SignInRoom does = new SignInRoom(signIn, ledger, tokens);
        return Room.of("sign-in", "A token for a signature, wherever the last one went")
                .sells(
                        Endpoint.pure(SignIn.PATH, Asking.SHAPE, Asked.class)
                                .forAnybody()
                                .methods("GET")
                                .says(
                                        "What a Stacks wallet signs to be let in, good for 5 minutes.")
                                .example("{\"address\": \"ST000000000000000000002AMW42H\"}")
                                .does(does::ask),
                        Endpoint.preparedWrite(
                                        SignIn.PATH, Signed.SHAPE, Gives.json(Deposited.class))
                                .forAnybody()
                                .fails(
                                        ErrorCode.SIGN_IN_REQUIRED,
                                        ErrorCode.INVALID_SIGN_IN,
                                        ErrorCode.SIGN_IN_USED)
                                .says(
                                        "Gives a token for such a signature, or for the header "
                                                + Request.SIGN_IN
                                                + " of an EVM wallet.")
                                .does(does::enter));
    }

    private Reply<Asked> ask(Call<Asking> call) {
        StacksSignIn asked = signIn.challenge(call.input().address());
        return Reply.of(
                new Asked(
                        asked.address(),
                        asked.text(),
                        new Structured(asked.domainHex(), asked.dataHex()),
                        asked.nonce(),
                        asked.expiresAt()));
    }

    private Effect<Deposited> enter(Call<Signed> call) {
        SignIn.Proof proof =
                call.request()
                        .header(Request.SIGN_IN)
                        .map(signIn::proof)
                        .orElseGet(() -> proof(call.input()));
        return new Entering(new Owner(proof.address()), this, proof);
    }

    private SignIn.Proof proof(Signed signed) {
        if (signed.equals(new Signed(Optional.empty(), Optional.empty(), Optional.empty()))) {
            throw invitation();
        }
        return signIn.proof(
                signed.address().orElseThrow(() -> missing("address")),
                signed.nonce().orElseThrow(() -> missing("nonce")),
                signed.signature().orElseThrow(() -> missing("signature")));
    }

    private static Problem missing(String field) {
        return Problem.invalid(field, "is required, with address, nonce and signature together");
    }

    /**
     * As x402 clients expect it, who sign only what a 402 asks for, and some of them only for the
     * network of its first offer: so there is one, of nothing to nobody.
     */
    private Problem invitation() {
        String nobody = "0x" + "0".repeat(40);
        Map<String, Object> nothing =
                Map.of(
                        "scheme",
                        "exact",
                        "network",
                        signIn.chain(),
                        "amount",
                        "0",
                        "asset",
                        nobody,
                        "payTo",
                        nobody,
                        "maxTimeoutSeconds",
                        300);
        Map<String, Object> required =
                Map.of(
                        "x402Version", 2,
                        "error", "Sign in; it costs nothing",
                        "resource", Map.of("url", signIn.url()),
                        "accepts", List.of(nothing),
                        "extensions", signIn.extensions());
        Problem problem =
                new Problem(
                        ErrorCode.SIGN_IN_REQUIRED,
                        "Nothing signed came along; see GET "
                                + SignIn.PATH
                                + "?address= for a Stacks wallet, extensions for an EVM wallet.");
        return signIn.challenged(problem)
                .withHeader(
                        "PAYMENT-REQUIRED",
                        Base64.getEncoder().encodeToString(Json.write(required)));
    }
}
