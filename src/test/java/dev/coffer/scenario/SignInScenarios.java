package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;

import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.SignsIn;

import java.util.ArrayList;
import java.util.List;

/** Signing in, as far as one request shows it; what was signed is good for five minutes. */
final class SignInScenarios {

    private SignInScenarios() {}

    static List<Scenario> all(Service service) {
        List<Scenario> all = new ArrayList<>();
        Payer payer = Payer.named(service, "signing");
        for (SignsIn how : SignsIn.values()) {
            String body = how.body(SignsIn.asked(service, payer.address()), payer.wallet());
            all.add(
                    post("sign in " + how, SignsIn.PATH, body)
                            .byNobody()
                            .gives(
                                    200,
                                    "{\"account\":\"%s\",\"balances\":{\"STX\":0,\"sBTC\":0,\"USDCx\":0},\"token\":\"~^cof_\",\"expiresAt\":\"@instant\",\"tokenType\":\"!\"}"
                                            .formatted(payer.address())));
            all.add(
                    post("sign in twice " + how, SignsIn.PATH, body)
                            .byNobody()
                            .refused(401, "sign_in_used")
                            .header("WWW-Authenticate", "Bearer")
                            .never("cof_"));
        }
        String address = payer.address();
        all.add(
                get("sign in: what to sign", SignsIn.PATH + "?address=" + address)
                        .byNobody()
                        .gives(
                                200,
                                "{\"address\":\"%s\",\"message\":\"~%s\",\"structured\":{\"domain\":\"~^0c\",\"message\":\"~^0c\"},\"nonce\":\"~^[0-9a-f]{48}$\",\"expiresAt\":\"@instant\"}"
                                        .formatted(address, address)));
        all.add(get("sign in: no address", SignsIn.PATH).invalid("address"));
        all.add(get("sign in: no such address", SignsIn.PATH + "?address=x").invalid("address"));
        all.add(
                post("sign in: nothing signed", SignsIn.PATH, "{}")
                        .byNobody()
                        .gives(402, "{\"code\":\"sign_in_required\",\"signIn\":\"~/sign-in$\"}")
                        .header("PAYMENT-REQUIRED", "ey"));
        all.add(
                post(
                                "sign in: another nonce",
                                SignsIn.PATH,
                                "{\"address\":\"%s\",\"nonce\":\"n\",\"signature\":\"%s\"}"
                                        .formatted(address, "0".repeat(130)))
                        .refused(401, "invalid_sign_in"));
        for (String field : List.of("address", "nonce", "signature")) {
            all.addAll(WrongTypes.of(SignsIn.PATH, "{}", field, WrongTypes.TEXT));
        }
        return all;
    }
}
