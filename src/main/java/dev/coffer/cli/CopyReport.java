package dev.coffer.cli;

import dev.coffer.payment.LedgerSums;
import dev.coffer.store.copy.Contents;
import dev.coffer.store.copy.Report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a copy came to, as tables of 80 columns. */
record CopyReport(PrintWriter out, Report<List<LedgerSums>> report) {

    private static final double MB = 1e6;

    void show() {
        print("%-24s %14s %20s", "table", "rows", "bytes");
        for (Report.Compared table : report.tables()) {
            table(table.table(), table.from(), table.same() ? "same" : "at --from");
            if (!table.same()) {
                table("", table.to(), "at --to: DIFFERS");
            }
        }
        print("");
        print("%-6s %17s %17s %17s", "asset", "credits", "charges", "balances");
        for (int i = 0; i < report.from().size(); i++) {
            LedgerSums from = report.from().get(i);
            LedgerSums to = report.to().get(i);
            sums(from.asset().symbol(), from, from.equals(to) ? "same" : "at --from");
            if (!from.equals(to)) {
                sums("", to, "at --to: DIFFERS");
            }
        }
    }

    private void table(String name, Contents contents, String said) {
        print("%-24s %,14d %,20d  %s", name, contents.rows(), contents.bytes(), said);
    }

    private void sums(String name, LedgerSums sums, String said) {
        print(
                "%-6s %,17d %,17d %,17d  %s",
                name, sums.credits(), sums.charges(), sums.balances(), said);
    }

    void complete(double copySeconds, double checkSeconds) {
        long rows = report.tables().stream().mapToLong(table -> table.from().rows()).sum();
        long bytes = report.tables().stream().mapToLong(table -> table.from().bytes()).sum();
        print("");
        print(
                "complete: %,d rows, %,.1f MB; copied in %.1f s, compared in %.1f s",
                rows, bytes / MB, copySeconds, checkSeconds);
    }

    private void print(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
