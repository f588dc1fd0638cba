package dev.coffer.harness;

import dev.coffer.Reach;

import java.util.List;

/** What stands in, in all services of tests, for what lies outside of one. */
public final class StandIns {

    private static final FarSide FAR = far();

    private StandIns() {}

    /** With all of it, so that every endpoint is there. */
    public static Reach reach() {
        return Reach.usual()
                .by(FAR)
                .stacksApis(
                        List.of(
                                "mainnet=" + FAR.url() + "/stacks",
                                "testnet=" + FAR.url() + "/stacks"))
                .geoDbs(List.of(GeoFile.path()));
    }

    private static FarSide far() {
        FarSide far = FarSide.open();
        far.record("example.com", "A", FarSide.PUBLIC);
        ScriptedStacksApi.on(far, "/stacks");
        return far;
    }
}
