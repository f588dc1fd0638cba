package dev.coffer.payment.signin;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.Signature;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksMessage;
import dev.coffer.stacks.StacksNetwork;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a Stacks wallet is asked to sign: a text, or the same as structured data (SIP-018). */
public final class StacksSignIn {

    private final StacksAddress address;
    private final StacksNetwork network;
    private final SignInText signed;

    /**
     * @throws Problem 400 if it is not an address of a network that there is
     */
    static StacksAddress address(String text) {
        return StacksAddress.parse(text)
                .filter(address -> StacksNetwork.of(address).isPresent())
                .orElseThrow(() ->
                        Problem.invalid(
                                "address",
                                "must be a Stacks address of mainnet or testnet; an EVM wallet signs in by the header "
                                        + Request.SIGN_IN));
    }

    /**
     * @throws Problem 400 if it has not the form of a signature
     */
    static Bytes signature(String hex) {
        return Bytes.parseHex(hex.startsWith("0x") ? hex.substring(2) : hex)
                .filter(bytes -> bytes.size() == Signature.BYTES)
                .orElseThrow(() -> Problem.invalid("signature", "must be 65 bytes in hex"));
    }

    StacksSignIn(Site site, StacksAddress address, Nonces.Issued issued) {
        this.address = address;
        this.network = StacksNetwork.of(address).orElseThrow();
        String chain = network.caip2().substring(network.caip2().indexOf(':') + 1);
        this.signed = new SignInText(site, "Stacks", address.text(), chain, issued);
    }

    public String address() {
        return address.text();
    }

    public String nonce() {
        return signed.issued().nonce();
    }

    public Instant expiresAt() {
        return Instant.ofEpochMilli(signed.issued().endsAtMs());
    }

    public String text() {
        return signed.text();
    }

    /** The domain that the data is signed for, as a Clarity value in its wire form. */
    public String domainHex() {
        return HexFormat.of().formatHex(domain().bytes());
    }

    /** The data, in the same form. */
    public String dataHex() {
        return HexFormat.of().formatHex(data().bytes());
    }

    private ClarityValue.Tuple domain() {
        return StacksMessage.domain(signed.site().domain(), SignInText.VERSION, network);
    }

    private ClarityValue.Tuple data() {
        Map<String, ClarityValue> fields =
                Map.of(
                        "action", new ClarityValue.AsciiText("sign-in"),
                        "address", new ClarityValue.AsciiText(address.text()),
                        "uri", new ClarityValue.AsciiText(signed.site().uri()),
                        "nonce", new ClarityValue.AsciiText(nonce()),
                        "expires-at",
                                new ClarityValue.AsciiText(
                                        Json.instant(signed.issued().endsAtMs())));
        return new ClarityValue.Tuple(new TreeMap<>(fields));
    }

    /** Whether the address's key signed one of the two. */
    boolean isSigned(Bytes signature) {
        return isSigned(StacksMessage.plainHash(text()), signature)
                || isSigned(StacksMessage.structuredHash(domain(), data()), signature);
    }

    private boolean isSigned(byte[] hash, Bytes signature) {
        return StacksMessage.isSignedBy(address, network, hash, signature);
    }
}
