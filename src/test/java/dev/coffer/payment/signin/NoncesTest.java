package dev.coffer.payment.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** A nonce is known by its text alone, for what and until when. */
class NoncesTest {

    private static final long NOW = 1_780_000_000_123L;

    private final Nonces nonces = new Nonces(new byte[32], new Random(1));

    @Test
    void oneOfOursSaysItsEnd() {
        Nonces.Issued issued = nonces.issue("subject", NOW);
        assertThat(issued.nonce()).matches("[0-9a-f]{48}");
        assertThat(issued.issuedAtMs()).isEqualTo(NOW);
        assertThat(issued.endsAtMs()).isEqualTo(NOW + 300_000);
        assertThat(nonces.read("subject", issued.nonce())).contains(issued);
    }

    @Test
    void eachIsAnother() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(nonces.issue("subject", NOW).nonce())).isTrue();
        }
    }

    @Test
    void whatWasNotIssuedForItIsNone() {
        String nonce = nonces.issue("subject", NOW).nonce();
        assertThat(nonces.read("another", nonce)).isEmpty();
        assertThat(new Nonces(new byte[] {1}, new Random(1)).read("subject", nonce)).isEmpty();
        assertThat(nonces.read("subject", nonce.toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(nonces.read("subject", nonce + "00")).isEmpty();
        assertThat(nonces.read("subject", "")).isEmpty();
        assertThat(nonces.read("subject", "x".repeat(48))).isEmpty();
        for (int i = 0; i < nonce.length(); i++) {
            char other = nonce.charAt(i) == '0' ? '1' : '0';
            String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
            assertThat(nonces.read("subject", changed)).as(changed).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8402, 127.0.0.1:8402",
        "http://[::1]:8402, [::1]:8402",
        "https://Coffer.Example, coffer.example",
        "https://coffer.example:443/there, coffer.example",
        "HTTP://coffer.example:80, coffer.example",
        "http://coffer.example:443, coffer.example:443",
        "http://coffer_1:80, coffer_1"
    })
    void theDomainIsTheHostAsBrowsersNameIt(String url, String domain) {
        assertThat(Site.of(url)).isEqualTo(new Site(domain, url));
    }
}
