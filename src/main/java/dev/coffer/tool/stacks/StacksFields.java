package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limit;
import dev.coffer.endpoint.Problem;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the tools for Stacks take. */
final class StacksFields {

    private static final int PRINCIPAL_CHARS = 128;
    private static final int NETWORK_CHARS = 16;

    /** Hex as it came, and the bytes that it stands for. */
    record Hex(String text, byte[] bytes) {}

    /** An address or contract, and the network that it is of. */
    record Whose(Principal principal, StacksNetwork network) {

        static Whose of(String field, Principal principal) {
            return StacksNetwork.of(principal.address())
                    .map(network -> new Whose(principal, network))
                    .orElseThrow(() ->
                            Problem.invalid(
                                    field, "must be an address that begins with SP, SM, ST or SN"));
        }

        String text() {
            return principal.text();
        }
    }

    private StacksFields() {}

    static Field<Hex> hex(Limit chars, String says) {
        return Field.text("hex", 1, chars, says)
                .map(text ->
                        Bytes.parseHex(text.startsWith("0x") ? text.substring(2) : text)
                                .filter(bytes -> bytes.size() > 0)
                                .map(bytes -> new Hex(text, bytes.array()))
                                .orElseThrow(() ->
                                        Problem.invalid(
                                                "hex",
                                                "must be hex, two digits a byte, 0x before it or not")));
    }

    static Field<Whose> address(String says) {
        return Field.text("address", 1, PRINCIPAL_CHARS, says)
                .map(text -> Whose.of("address", principal("address", text)));
    }

    static Principal principal(String field, String text) {
        return Principal.parse(text)
                .orElseThrow(() ->
                        Problem.invalid(
                                field,
                                "must be a Stacks address as it is written, in upper case, or a contract's: ADDRESS.name"));
    }

    static Field<Whose> contract() {
        return Field.text("contract_id", 1, PRINCIPAL_CHARS, "A contract: ADDRESS.name.")
                .map(text ->
                        Principal.parseContract(text)
                                .map(contract -> Whose.of("contract_id", contract))
                                .orElseThrow(() ->
                                        Problem.invalid(
                                                "contract_id",
                                                "must be a contract: ADDRESS.name")));
    }

    static Field<StacksNetwork> network() {
        return Field.text("network", 1, NETWORK_CHARS, "mainnet or testnet.")
                .orElse(StacksNetwork.MAINNET.v1Name())
                .map(StacksFields::named);
    }

    private static StacksNetwork named(String name) {
        return Arrays.stream(StacksNetwork.values())
                .filter(n -> n.v1Name().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("network", "must be one of " + names()));
    }

    private static List<String> names() {
        return Arrays.stream(StacksNetwork.values()).map(StacksNetwork::v1Name).toList();
    }
}
