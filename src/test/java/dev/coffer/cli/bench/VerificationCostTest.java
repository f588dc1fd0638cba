package dev.coffer.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The payments that are measured are good ones, on each rail, and what they cost is printed. */
class VerificationCostTest {

    @Test
    void eachRailAndVersionIsMeasuredAndPrinted() {
        List<VerificationCost.Measured> measured = VerificationCost.measure(0.001);
        assertThat(measured)
                .extracting(VerificationCost.Measured::rail)
                .containsExactly(
                        "stacks v2, STX",
                        "stacks v2, sBTC",
                        "stacks v1, STX",
                        "evm v2, USDC",
                        "evm v1, USDC");
        assertThat(measured).allMatch(each -> each.micros() > 0 && each.perSecond() > 0);
        StringWriter text = new StringWriter();
        BenchReport report = new BenchReport(new PrintWriter(text));
        report.addVerification(measured);
        assertThat(text.toString()).contains("verify: evm v1, USDC").contains("us");
        assertThat(report.json()).contains("stacks v2, sBTC");
    }
}
