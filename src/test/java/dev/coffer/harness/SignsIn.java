package dev.coffer.harness;

import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksMessage;
import dev.coffer.stacks.Wallet;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;

/** How a Stacks wallet signs in: by a signature of the text, or of the data. */
public enum SignsIn {
    BY_TEXT {
        @Override
        public byte[] hash(JsonNode asked) {
            return StacksMessage.plainHash(asked.path("message").asString());
        }
    },
    BY_DATA {
        @Override
        public byte[] hash(JsonNode asked) {
            JsonNode structured = asked.path("structured");
            return StacksMessage.structuredHash(
                    (ClarityValue.Tuple) value(structured.path("domain")),
                    value(structured.path("message")));
        }
    };

    public static final String PATH = "/api/account/sign-in";

    /** What is signed of what a service asks for. */
    public abstract byte[] hash(JsonNode asked);

    private static ClarityValue value(JsonNode hex) {
        try {
            return ClarityValue.parse(HexFormat.of().parseHex(hex.asString()));
        } catch (MalformedBytes e) {
            throw new AssertionError(e);
        }
    }

    /** What a service asks an address to sign. */
    public static JsonNode asked(Caller service, String address) {
        return service.get(PATH + "?address=" + address).expect(200).json();
    }

    /** The body that signs in, by a wallet's signature. */
    public String body(JsonNode asked, Wallet wallet) {
        return body(asked, wallet.signMessage(hash(asked)).hex());
    }

    public static String body(JsonNode asked, String signature) {
        return "{\"address\":%s,\"nonce\":%s,\"signature\":\"%s\"}"
                .formatted(asked.path("address"), asked.path("nonce"), signature);
    }
}
