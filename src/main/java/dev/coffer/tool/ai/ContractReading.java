package dev.coffer.tool.ai;

import dev.coffer.tool.ai.ClaritySource.Form;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a Clarity contract defines, does and risks, read off its source: no opinion, and no word of
 * its comments. It sees which calls stand where, and not whether the conditions around them are
 * right.
 */
record ContractReading(
        String explanation, String category, List<String> riskFlags, List<Described> functions) {

    /**
     * @param access {@code public}, {@code read-only} or {@code private}
     */
    record Described(String name, String purpose, String access) {}

    private static final Map<String, String> ACCESS =
            Map.of(
                    "define-public", "public",
                    "define-read-only", "read-only",
                    "define-private", "private");

    /** What a call does, in the words of who reads about it. */
    private static final Map<String, String> DOES =
            Map.ofEntries(
                    Map.entry("stx-transfer?", "transfers STX"),
                    Map.entry("stx-transfer-memo?", "transfers STX"),
                    Map.entry("stx-burn?", "burns STX"),
                    Map.entry("ft-transfer?", "transfers tokens"),
                    Map.entry("ft-mint?", "mints tokens"),
                    Map.entry("ft-burn?", "burns tokens"),
                    Map.entry("nft-transfer?", "transfers NFTs"),
                    Map.entry("nft-mint?", "mints NFTs"),
                    Map.entry("nft-burn?", "burns NFTs"),
                    Map.entry("map-set", "writes a map"),
                    Map.entry("map-insert", "writes a map"),
                    Map.entry("map-delete", "deletes from a map"),
                    Map.entry("var-set", "sets a variable"),
                    Map.entry("contract-call?", "calls another contract"),
                    Map.entry("print", "emits an event"));

    private static final Map<String, String> READS =
            Map.of(
                    "map-get?", "reads a map",
                    "var-get", "reads a variable",
                    "ft-get-balance", "reads a balance",
                    "ft-get-supply", "reads the supply",
                    "nft-get-owner?", "reads an owner",
                    "stx-get-balance", "reads a balance of STX",
                    "stx-account", "reads an account's STX");

    /** Each, and why it is worth a look. */
    private static final Map<String, String> RISKS =
            Map.of(
                    "as-contract", "as-contract: acts with the contract's own assets",
                    "unwrap-panic", "unwrap-panic: ends a call without a reason",
                    "unwrap-err-panic", "unwrap-err-panic: ends a call without a reason",
                    "at-block", "at-block: reads the past, which can differ from now",
                    "stx-burn?", "stx-burn?: destroys STX");

    static ContractReading of(String source) {
        List<Form> forms = ClaritySource.read(source);
        List<Described> functions = new ArrayList<>();
        for (Form form : forms) {
            String access = ACCESS.get(form.head());
            String name = form.part(1).part(0).word();
            if (access != null && !name.isEmpty()) {
                functions.add(new Described(name, purpose(form), access));
            }
        }
        String category = category(forms, functions);
        return new ContractReading(
                explanation(forms, functions, category), category, risks(forms), functions);
    }

    private static String purpose(Form function) {
        Set<String> does = said(function, DOES);
        Set<String> all = does.isEmpty() ? said(function, READS) : does;
        if (all.isEmpty()) {
            return "Computes from its arguments.";
        }
        String text = String.join(", ", all);
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static Set<String> said(Form form, Map<String, String> words) {
        return form.all()
                .filter(each -> words.containsKey(each.head()))
                .map(each -> words.getOrDefault(each.head(), ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> risks(List<Form> forms) {
        Set<String> flags = new LinkedHashSet<>();
        Set<String> traits =
                forms.stream()
                        .flatMap(Form::all)
                        .filter(Form::isList)
                        .filter(each -> each.part(1).word().startsWith("<"))
                        .map(each -> each.part(0).word())
                        .collect(Collectors.toSet());
        forms.stream()
                .flatMap(Form::all)
                .forEach(each -> {
                    String risk = RISKS.get(each.head());
                    if (risk != null) {
                        flags.add(risk);
                    }
                    if (each.word().equals("tx-sender")) {
                        flags.add(SENDER);
                    }
                    if (each.head().equals("contract-call?")
                            && traits.contains(each.part(1).word())) {
                        flags.add(TRAIT);
                    }
                });
        boolean mints =
                forms.stream().flatMap(Form::all).anyMatch(e -> e.head().endsWith("-mint?"));
        if (mints) {
            flags.add("mint: makes new tokens; look at who may");
        }
        return List.copyOf(flags);
    }

    private static final String SENDER =
            "tx-sender: who began the transaction, also when another contract calls";

    private static final String TRAIT =
            "contract-call? by trait: calls whatever contract its caller names";

    private static String category(List<Form> forms, List<Described> functions) {
        Set<String> defines = forms.stream().map(Form::head).collect(Collectors.toSet());
        Set<String> names = functions.stream().map(Described::name).collect(Collectors.toSet());
        if (defines.contains("define-non-fungible-token")
                || names.containsAll(Set.of("get-last-token-id", "get-token-uri", "get-owner"))) {
            return "NFT";
        }
        if (defines.contains("define-fungible-token")
                || names.containsAll(Set.of("transfer", "get-balance", "get-total-supply"))) {
            return "Token";
        }
        if (names.stream().anyMatch(n -> n.contains("swap") || n.contains("liquidity"))) {
            return "DeFi";
        }
        if (names.stream().anyMatch(n -> n.contains("propos") || n.contains("vote"))) {
            return "DAO";
        }
        boolean onlyTraits = functions.isEmpty() && defines.contains("define-trait");
        return onlyTraits ? "Trait" : functions.isEmpty() ? "Unknown" : "Utility";
    }

    private static String explanation(
            List<Form> forms, List<Described> functions, String category) {
        Map<String, Long> access =
                functions.stream()
                        .collect(Collectors.groupingBy(Described::access, Collectors.counting()));
        String kept =
                forms.stream()
                        .filter(f -> Set.of("define-map", "define-data-var").contains(f.head()))
                        .map(f -> f.part(1).word())
                        .limit(20)
                        .collect(Collectors.joining(", "));
        Set<String> does =
                forms.stream()
                        .flatMap(f -> said(f, DOES).stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        return "A contract of the kind %s with %d public, %d read-only and %d private functions."
                        .formatted(
                                category,
                                access.getOrDefault("public", 0L),
                                access.getOrDefault("read-only", 0L),
                                access.getOrDefault("private", 0L))
                + (kept.isEmpty() ? "" : " It keeps " + kept + ".")
                + (does.isEmpty()
                        ? " It changes nothing."
                        : " Its code " + String.join(", ", does) + ".");
    }
}
