package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksMessage;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether an address's key signed something: a text as wallets sign it, or an action of the
 * registry as structured data (SIP-018).
 */
final class SignatureCheck {

    private static final String DOMAIN = "stx402-registry";
    private static final String VERSION = "1.0.0";
    private static final long OLDEST_MS = 5 * 60_000;
    private static final long EARLIEST_MS = 30_000;

    record Said(
            Optional<String> message,
            Optional<String> action,
            Optional<Long> timestamp,
            Optional<String> url,
            Optional<String> newOwner,
            Optional<String> nonce) {
        static final Shape<Said> SHAPE =
                Shape.of(
                        Said::new,
                        Texts.field("message", "The text, in mode simple.").optional(),
                        Field.choice(
                                        "action",
                                        List.of(
                                                "delete-endpoint",
                                                "list-my-endpoints",
                                                "transfer-ownership",
                                                "challenge-response"),
                                        "The action, in mode structured.")
                                .optional(),
                        Field.whole("timestamp", 0, 1L << 53, "Its milliseconds since 1970.")
                                .optional(),
                        ascii("url", "The endpoint it is about."),
                        ascii("newOwner", "Who is to own it."),
                        ascii("nonce", "The challenge."));

        private static Field<Optional<String>> ascii(String name, String says) {
            return Field.text(name, 1, UtilLimits.SHORT_TEXT_CHARS, says)
                    .map(text -> {
                        if (text.chars().anyMatch(c -> c >= 0x80)) {
                            throw Problem.invalid(name, "must be ASCII");
                        }
                        return text;
                    })
                    .optional();
        }
    }

    record Wanted(String signature, StacksAddress address, String mode, Said said, boolean fresh) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.text("signature", 1, UtilLimits.SHORT_TEXT_CHARS, "65 bytes in hex."),
                        Field.text("address", 1, 64, "Whose key is to have signed.")
                                .map(SignatureCheck::address),
                        Texts.choice("mode", "What was signed.", "structured", "simple"),
                        Said.SHAPE,
                        Field.flag("validateTimestamp", "Whether an old one is refused.")
                                .orElse(true));
    }

    record Checked(
            boolean valid,
            Optional<String> recoveredAddress,
            String expectedAddress,
            String mode,
            Optional<String> action,
            Optional<Boolean> timestampValid,
            Optional<String> timestampWarning,
            Optional<String> error) {}

    private SignatureCheck() {}

    static Endpoint<?, ?> of(Toolbox tools, InstantSource clock) {
        return tools.heavy(
                "/api/util/verify-signature",
                Wanted.SHAPE,
                Checked.class,
                "Says whether a Stacks address signed a text, or an action of the registry.",
                """
                {"mode": "simple", "message": "hello stacks", "address": "STAW66WC3G8WA5F28JVNG1NTRJ6H76E7EMHDBMBN", "signature": "fbe6f7f9856b42917b907345478cefe5f0f37905e99f614a115863d96adf33566d4bd1e959b0da016204543cab80e9f8cbe41ced8c96f04a3a609081ede2aaab01"}\
                """,
                in -> checked(in, clock.millis()));
    }

    private static StacksAddress address(String text) {
        return StacksAddress.parse(text)
                .filter(address -> StacksNetwork.of(address).isPresent())
                .orElseThrow(() -> Problem.invalid("address", "must be a Stacks address"));
    }

    private static Checked checked(Wanted in, long nowMs) {
        boolean simple = in.mode().equals("simple");
        StacksNetwork network = StacksNetwork.of(in.address()).orElse(StacksNetwork.MAINNET);
        byte[] hash =
                simple
                        ? StacksMessage.plainHash(required("message", in.said().message()))
                        : StacksMessage.structuredHash(
                                StacksMessage.domain(DOMAIN, VERSION, network), message(in));
        Optional<StacksAddress> signer =
                bytes(in.signature()).flatMap(s -> StacksMessage.signer(network, hash, s));
        boolean signed = signer.filter(by -> by.hash().equals(in.address().hash())).isPresent();
        Optional<Long> timestamp = simple ? Optional.empty() : in.said().timestamp();
        boolean fresh =
                timestamp
                        .map(at -> nowMs - at >= -EARLIEST_MS && nowMs - at <= OLDEST_MS)
                        .orElse(true);
        boolean valid = signed && (fresh || !in.fresh());
        return new Checked(
                valid,
                signer.map(StacksAddress::text),
                in.address().text(),
                in.mode(),
                simple ? Optional.empty() : in.said().action(),
                timestamp.map(_ -> fresh),
                fresh
                        ? Optional.empty()
                        : Optional.of("The timestamp is more than 5 minutes old, or ahead"),
                valid
                        ? Optional.empty()
                        : Optional.of(
                                signed
                                        ? "The signature is too old"
                                        : signer.isEmpty()
                                                ? "That is no signature"
                                                : "Another key signed it"));
    }

    private static <T> T required(String field, Optional<T> value) {
        return value.orElseThrow(() -> Problem.invalid(field, "is required in that mode"));
    }

    private static ClarityValue message(Wanted in) {
        Said said = in.said();
        String action = required("action", said.action());
        SortedMap<String, ClarityValue> fields = new TreeMap<>();
        fields.put("action", new ClarityValue.AsciiText(action));
        fields.put("owner", new ClarityValue.AsciiText(in.address().text()));
        fields.put("timestamp", ClarityValue.UInt.of(required("timestamp", said.timestamp())));
        switch (action) {
            case "delete-endpoint" -> put(fields, "url", "url", said.url());
            case "transfer-ownership" -> {
                put(fields, "url", "url", said.url());
                put(fields, "new-owner", "newOwner", said.newOwner());
            }
            case "challenge-response" -> put(fields, "nonce", "nonce", said.nonce());
            default -> {
                // Nothing more.
            }
        }
        return new ClarityValue.Tuple(fields);
    }

    private static void put(
            SortedMap<String, ClarityValue> fields,
            String name,
            String field,
            Optional<String> value) {
        fields.put(name, new ClarityValue.AsciiText(required(field, value)));
    }

    private static Optional<Bytes> bytes(String hex) {
        try {
            return Optional.of(
                    Bytes.of(
                            HexFormat.of()
                                    .parseHex(hex.startsWith("0x") ? hex.substring(2) : hex)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
