package dev.coffer.harness;

/** A Stacks API that knows a little. */
final class ScriptedStacksApi {

    private ScriptedStacksApi() {}

    static void on(FarSide far, String base) {
        far.on(base, FarSide.text(404, "{}"));
    }
}
