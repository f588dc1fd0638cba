package dev.coffer.stacks;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What @stacks/transactions 7.6.0 made and found of the same inputs. */
public final class Vectors {
    public static final JsonNode ALL = load();

    static final Wallet PAYER = wallet("payer");
    static final Wallet ATTACKER = wallet("attacker");
    static final Wallet SPONSOR = wallet("sponsor");

    private Vectors() {}

    private static JsonNode load() {
        try (InputStream in = Vectors.class.getResourceAsStream("/x402-vectors.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> each(String group) {
        return StreamSupport.stream(ALL.get(group).spliterator(), false);
    }

    /** With a name for the report of the tests. */
    record Transaction(String name, JsonNode json) {
        static Stream<Transaction> all() {
            return each("transactions").map(t -> new Transaction(t.get("name").asString(), t));
        }

        static Transaction named(String name) {
            return all().filter(t -> t.name.equals(name)).findFirst().orElseThrow();
        }

        String text(String field) {
            return json.get(field).asString();
        }

        byte[] bytes() {
            return unhex(text("hex"));
        }

        StacksTransaction parsed() throws MalformedBytes {
            return StacksTransaction.parse(bytes());
        }

        /** What the server asks for that it is presented to. */
        Requirement requirement() {
            String network = json.path("requiredNetwork").asString(text("caip2"));
            return Vectors.requirement(StacksNetwork.ofCaip2(network).orElseThrow());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * 500 uSTX, 10 sats or 1000 uUSDCx. Two of the vectors that are to be valid pay less than nodes
     * ask for their length, so that no floor is asked for here.
     */
    static Requirement requirement(StacksNetwork network) {
        boolean main = network == StacksNetwork.MAINNET;
        String sbtc =
                main
                        ? "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4"
                        : "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT";
        String usdcx =
                main
                        ? "SP120SBRBQJ00MCWS7TM5R8WJNTTKD5K0HFRC2CNE"
                        : "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM";
        return new Requirement(
                network,
                payTo(network),
                List.of(
                        new Accepted.Native("STX", 500),
                        new Accepted.Token(
                                "sBTC", contract(sbtc + ".sbtc-token"), "sbtc-token", 10),
                        new Accepted.Token(
                                "USDCx", contract(usdcx + ".usdcx"), "usdcx-token", 1000)),
                0);
    }

    public static Principal payTo(StacksNetwork network) {
        return principal(ALL.get("keys").get("payTo").get(network.v1Name()).asString());
    }

    public static Wallet wallet(String name) {
        return Wallet.of(ALL.get("keys").get(name).get("privateKey").asString());
    }

    static Principal principal(String text) {
        return Principal.parse(text).orElseThrow();
    }

    static Principal.Contract contract(String text) {
        return Principal.parseContract(text).orElseThrow();
    }

    static byte[] unhex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
