package dev.coffer.payment.stacks;

import dev.coffer.payment.Asset;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How deep in the chain a transfer must lie before it is credited, by asset, counted in blocks with
 * its own: at least 1, as a mempool's word can be taken back.
 */
public record Confirmations(Map<Asset, Integer> blocks) {

    /** The deepest: on Stacks about a quarter of an hour. */
    private static final int MOST = 100;

    /** One block for each. */
    public static final Confirmations USUAL = new Confirmations(Map.of());

    public Confirmations {
        blocks = Map.copyOf(blocks);
        if (blocks.values().stream().anyMatch(n -> n < 1 || n > MOST)) {
            throw new IllegalArgumentException("confirmations are 1 to %d blocks".formatted(MOST));
        }
    }

    /**
     * From settings like {@code sBTC=3}.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static Confirmations of(List<String> settings) {
        Map<Asset, Integer> blocks = new EnumMap<>(Asset.class);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            Optional<Asset> asset =
                    equals < 0 ? Optional.empty() : Asset.named(setting.substring(0, equals));
            if (asset.filter(StacksTokens.ASSETS::contains).isEmpty()
                    || !setting.substring(equals + 1).matches("\\d{1,3}")) {
                throw new IllegalArgumentException("not like sBTC=3: " + setting);
            }
            blocks.put(asset.get(), Integer.parseInt(setting.substring(equals + 1)));
        }
        return new Confirmations(blocks);
    }

    int of(Asset asset) {
        return blocks.getOrDefault(asset, 1);
    }
}
