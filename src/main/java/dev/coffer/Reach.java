package dev.coffer;

import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.Outside;
import dev.coffer.outbound.Upstream;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.tool.ai.AiModels;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a service reaches outside, as its operator says.
 *
 * @param isOutbound whether it reaches out at all
 * @param outside the door there; tests have their own
 * @param stacksApis where each Stacks network is asked
 * @param geoDbs files of MaxMind's format that say where addresses are
 * @param models for language, pictures and speech
 */
public record Reach(
        boolean isOutbound,
        Outside outside,
        Map<StacksNetwork, URI> stacksApis,
        List<Path> geoDbs,
        AiModels models) {

    /** What callers name, and nothing that has to be configured. */
    public static Reach usual() {
        return new Reach(true, Outside.real(), Map.of(), List.of(), AiModels.NONE);
    }

    public Reach outbound(boolean on) {
        return new Reach(on, outside, stacksApis, geoDbs, models);
    }

    public Reach by(Outside other) {
        return new Reach(isOutbound, other, stacksApis, geoDbs, models);
    }

    /**
     * With these, each as {@code mainnet=https://api.mainnet.hiro.so}.
     *
     * @throws IllegalArgumentException with what is right
     */
    public Reach stacksApis(List<String> settings) {
        Map<StacksNetwork, URI> apis = new EnumMap<>(StacksNetwork.class);
        for (String setting : settings.stream().filter(s -> !s.isEmpty()).toList()) {
            String[] parts = setting.split("=", 2);
            StacksNetwork network =
                    Arrays.stream(StacksNetwork.values())
                            .filter(n -> parts.length == 2 && n.v1Name().equals(parts[0]))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "--stacks-api is mainnet=URL or testnet=URL, not "
                                                    + setting));
            apis.put(network, Upstream.required("--stacks-api", parts[1]));
        }
        return new Reach(isOutbound, outside, Map.copyOf(apis), geoDbs, models);
    }

    /**
     * With these.
     *
     * @throws IllegalArgumentException if one can't be read
     */
    public Reach geoDbs(List<Path> files) {
        List<Path> given = files.stream().filter(f -> !f.toString().isEmpty()).toList();
        for (Path file : given) {
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException("--geo-db: there is no file to read at " + file);
            }
        }
        return new Reach(isOutbound, outside, stacksApis, given, models);
    }

    public Reach models(AiModels others) {
        return new Reach(isOutbound, outside, stacksApis, geoDbs, others);
    }

    Outbound guarded(Optional<String> publicUrl) {
        return new Outbound(new Outbound.Rules(isOutbound, outside, publicUrl));
    }
}
