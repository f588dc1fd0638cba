package dev.coffer.payment.signin;

import dev.coffer.endpoint.Json;

/**
 * The text that a wallet shows and signs: CAIP-122, which for Ethereum is EIP-4361, letter for
 * letter.
 *
 * @param account of what kind the address is: {@code Ethereum}, {@code Stacks}
 * @param chain the reference of its chain within its kind: {@code 8453} of {@code eip155:8453}
 */
record SignInText(Site site, String account, String address, String chain, Nonces.Issued issued) {

    static final String VERSION = "1";

    String text() {
        return """
        %s wants you to sign in with your %s account:
        %s


        URI: %s
        Version: %s
        Chain ID: %s
        Nonce: %s
        Issued At: %s
        Expiration Time: %s\
        """
                .formatted(
                        site.domain(),
                        account,
                        address,
                        site.uri(),
                        VERSION,
                        chain,
                        issued.nonce(),
                        Json.instant(issued.issuedAtMs()),
                        Json.instant(issued.endsAtMs()));
    }
}
