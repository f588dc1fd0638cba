package dev.coffer.cli.client;

import dev.coffer.endpoint.Json;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** A wallet whose private key lies in a file: hex, or JSON with a {@code privateKey}. */
public record WalletFile(Path path, Wallet key) {

    private static final int KEY_BYTES = 32;

    /**
     * A transfer has 180 bytes, a call of a token's contract about 360; the least is 1 uSTX each.
     */
    private static final long STX_FEE = 300;

    private static final long TOKEN_FEE = 1_000;

    /** Makes a key, in a file that is not there yet. */
    public static WalletFile create(Path path) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        Wallet key = Wallet.of(hex);
        try {
            PrivateFile.create(path, hex + "\n");
        } catch (FileAlreadyExistsException e) {
            throw new Failure("there is a wallet already: " + path);
        }
        return new WalletFile(path, key);
    }

    public static WalletFile read(Path path) throws IOException {
        try {
            String text = Files.readString(path).strip();
            String hex =
                    text.startsWith("{")
                            ? Json.MAPPER.readTree(text).path("privateKey").asString("")
                            : text;
            return new WalletFile(path, Wallet.of(hex.startsWith("0x") ? hex.substring(2) : hex));
        } catch (NoSuchFileException e) {
            throw new Failure("no wallet at " + path + "; make one: coffer wallet new");
        } catch (IllegalArgumentException | JacksonException | MalformedInputException e) {
            throw new Failure("no private key in " + path);
        }
    }

    public String address(StacksNetwork network) {
        return key.address(network).text();
    }

    /**
     * The signed transaction that pays a quote, in hex.
     *
     * @param sponsored whether its fee is left to the server
     */
    String signTransfer(Payment.Quote quote, long nonce, boolean sponsored) {
        Principal payTo =
                Principal.parse(quote.payTo())
                        .orElseThrow(() -> new Failure("no address to pay: " + quote.payTo()));
        StacksNetwork network = quote.network();
        long amount = quote.price().amount();
        Optional<Principal.Contract> token = Principal.parseContract(quote.assetId());
        StacksTransaction signed =
                token.isEmpty()
                        ? key.payStx(network, payTo, amount, Bytes.of(new byte[0]), nonce, STX_FEE)
                        : key.payToken(
                                network,
                                token.get(),
                                payTo,
                                amount,
                                Optional.empty(),
                                nonce,
                                TOKEN_FEE);
        StacksTransaction paid = sponsored ? key.leaveFee(signed) : signed;
        return HexFormat.of().formatHex(paid.bytes());
    }
}
