package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Presenter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that a client gave to the operation that a payment is to pay. There is always one that
 * can't be guessed: where the client gave none, the resume code that it brings, or a new one.
 */
record Naming(List<Operation> operations, Presenter presenter) {

    private static final String KEY_HEADER = "Idempotency-Key";
    private static final int MOST_CHARS = 255;

    /** Those of a call by token. They are the caller's: no other gets the answer by guessing. */
    static List<Operation> prepaid(Order<?, ?> order, Pass pass) {
        return header(order.request(), KEY_HEADER)
                .map(key -> key(by(pass), key, order.fingerprint(), true))
                .map(List::of)
                .orElse(List.of());
    }

    private static String by(Pass pass) {
        return pass.caller().equals(pass.owner()) ? "" : "by " + pass.caller().address() + " ";
    }

    private static Operation key(String by, String key, String fingerprint, boolean opens) {
        return new Operation(by + "key " + key, fingerprint, opens, ErrorCode.IDEMPOTENCY_CONFLICT);
    }

    /**
     * @param identifier x402's payment-identifier
     */
    static Naming paid(Order<?, ?> order, Pass pass, Optional<String> identifier) {
        List<Operation> operations = new ArrayList<>();
        String by = by(pass);
        String fingerprint = order.fingerprint();
        header(order.request(), KEY_HEADER)
                .ifPresent(key -> operations.add(key(by, key, fingerprint, isSecret(key))));
        identifier.ifPresent(id -> operations.add(identified(by, id, fingerprint)));
        Optional<String> resume =
                header(order.request(), Presenter.RESUME_HEADER)
                        .filter(Naming::isSecret)
                        .or(() ->
                                operations.stream().anyMatch(Operation::opens)
                                        ? Optional.empty()
                                        : Optional.of(Presenter.newResumeCode()));
        resume.ifPresent(code -> operations.add(resumed(by, code, fingerprint)));
        List<String> secrets =
                operations.stream().filter(Operation::opens).map(Operation::name).toList();
        return new Naming(List.copyOf(operations), new Presenter(fingerprint, secrets, resume));
    }

    private static Operation identified(String by, String id, String fingerprint) {
        return new Operation(
                by + "id " + id, fingerprint, isSecret(id), ErrorCode.PAYMENT_IDENTIFIER_CONFLICT);
    }

    private static Operation resumed(String by, String code, String fingerprint) {
        return new Operation(by + "resume " + code, fingerprint, true, ErrorCode.PAYMENT_USED);
    }

    private static boolean isSecret(String name) {
        return name.length() >= Presenter.SECRET_CHARS;
    }

    private static Optional<String> header(Request request, String name) {
        Optional<String> value = request.header(name);
        if (value.filter(v -> v.isEmpty() || v.length() > MOST_CHARS).isPresent()) {
            throw Problem.invalid(name, "must have 1 to %d characters".formatted(MOST_CHARS));
        }
        return value;
    }

    List<String> names() {
        return operations.stream().map(Operation::name).toList();
    }

    /** Those by which an answer is looked for before a payment is taken. */
    List<Operation> soughtBy(boolean isTaken) {
        return operations.stream().filter(o -> o.opens() || !isTaken).toList();
    }
}
