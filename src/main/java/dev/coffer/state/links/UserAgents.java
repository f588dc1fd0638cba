package dev.coffer.state.links;

import org.jspecify.annotations.Nullable;

import ua_parser.Parser;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a {@code User-Agent} stands for, by the rules of the ua-parser project. They cost a quarter
 * of a millisecond, and a fifth of a second to be read, so they are read when they are first
 * needed, and what they said is remembered of the texts met last. Not safe for several threads.
 */
final class UserAgents {

    /** Characters that are looked at: some patterns cost more than their text is long. */
    static final int CHARS = 256;

    private static final int REMEMBERED = 5_000;

    /** Makers of previews that the rules do not know, or take for what they pretend to be. */
    private static final Pattern PREVIEW =
            Pattern.compile(
                    "(?i)preview|externalhit|facebot|iframely|embedly|cardyb|mastodon/|pleroma|"
                            + "misskey|unfurl|opengraph");

    private static final Set<String> DESKTOPS =
            Set.of(
                    "Windows",
                    "Mac OS X",
                    "Linux",
                    "Ubuntu",
                    "Fedora",
                    "Debian",
                    "Chrome OS",
                    "FreeBSD",
                    "OpenBSD",
                    "NetBSD",
                    "Solaris");

    private static final Set<String> MOBILES =
            Set.of("iOS", "Android", "Windows Phone", "KaiOS", "HarmonyOS", "BlackBerry OS");

    private final Map<String, Device> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Device> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private @Nullable Parser rules;
    private int looks;

    /** Allows so many looks at what is not remembered; what is beyond them stays unknown. */
    void allowLooks(int times) {
        looks = times;
    }

    Device of(String agent) {
        Device device = known.get(agent);
        if (device == null && looks > 0) {
            looks--;
            device = look(agent);
            known.put(agent, device);
        }
        return device == null ? Device.OTHER : device;
    }

    private Device look(String agent) {
        if (agent.isEmpty()) {
            return Device.OTHER;
        }
        if (rules == null) {
            rules = new Parser();
        }
        String family = rules.parseDevice(agent).family;
        if (family.equals("Spider") || PREVIEW.matcher(agent).find()) {
            return Device.BOT;
        }
        String system = rules.parseOS(agent).family;
        if (family.contains("iPad") || family.contains("Tablet")) {
            return Device.TABLET;
        }
        if (MOBILES.contains(system)) {
            boolean large = system.equals("Android") && !agent.contains("Mobile");
            return large ? Device.TABLET : Device.MOBILE;
        }
        return DESKTOPS.contains(system) ? Device.DESKTOP : Device.OTHER;
    }
}
