package dev.coffer.cli;

import dev.coffer.payment.Books;
import dev.coffer.payment.LedgerSums;
import dev.coffer.payment.SponsoredFees;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tells a person whether the books add up, and what does not. */
final class BooksReport {

    private final PrintWriter out;
    private long differences;
    private boolean whole = true;

    BooksReport(PrintWriter out) {
        this.out = out;
    }

    void sums(List<LedgerSums> all) {
        for (LedgerSums sums : all) {
            long over = sums.credits() - sums.charges() - sums.balances();
            out.printf(
                    Locale.ROOT,
                    "%-5s  credits %,d - charges %,d = balances %,d %s%n",
                    sums.asset().symbol(),
                    sums.credits(),
                    sums.charges(),
                    sums.balances(),
                    over == 0
                            ? sums.asset().unit()
                            : String.format(
                                    Locale.ROOT, "%s DIFFER by %,d", sums.asset().unit(), over));
            differences += over == 0 ? 0 : 1;
        }
    }

    /** What it cost that payers' fees were paid: in nobody's balance. */
    void fees(List<SponsoredFees> all) {
        for (SponsoredFees one : all) {
            out.printf(
                    Locale.ROOT,
                    "%s: %s signed for %,d fees of payers, %,d uSTX as far as they were mined: a cost, in nobody's balance%n",
                    one.network(),
                    one.sponsor(),
                    one.count(),
                    one.fees());
        }
    }

    void notCompared(String network, String option) {
        whole = false;
        out.printf("%s: NOT COMPARED with its chain; %s names whom to ask%n", network, option);
    }

    void compared(List<Books.Compared> all) {
        for (Books.Compared one : all) {
            out.printf(
                    Locale.ROOT,
                    "%s to %s: %,d transfers%n",
                    one.recipient().network(),
                    one.recipient().payTo(),
                    one.transfers());
            one.findings().forEach(this::show);
        }
    }

    private void show(Books.Finding finding) {
        String what =
                switch (finding.kind()) {
                    case NOT_CREDITED -> "moved, and NOT CREDITED, though it was brought here";
                    case UNKNOWN ->
                            "moved, and NOT CREDITED: nobody brought it here; yours? see --by-hand";
                    case NOT_MOVED -> "credited, and NOT MOVED by the chain";
                    case AMOUNT -> "credited in ANOTHER AMOUNT than was moved";
                    case OPEN -> "moved; its payment is open, and is credited when it is settled";
                    case BY_HAND -> "moved by hand, as you say";
                    case BEFORE -> "moved before this store was paid there";
                };
        differences += finding.kind().isDifference() ? 1 : 0;
        out.printf(
                Locale.ROOT,
                "  %s from %s: %s%n    moved %s, credited %s%n",
                finding.txid(),
                finding.address(),
                what,
                finding.asset().show(finding.moved()),
                finding.asset().show(finding.credited()));
    }

    /** The last line; false if something does not add up. */
    boolean end() {
        String compared =
                whole ? "The books add up." : "The ledger adds up; see what was not compared.";
        out.println(
                differences == 0
                        ? compared
                        : "The books do not add up: %d differ.".formatted(differences));
        return differences == 0;
    }
}
