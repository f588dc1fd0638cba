package dev.coffer.payment.devnet;

import dev.coffer.payment.Asset;
import dev.coffer.payment.ChainTransfer;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.Price;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.stacks.Sponsoring;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.Owner;
import dev.coffer.store.Row;
import dev.coffer.store.Store;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A small chain in the store, with play money and everything else real: signatures, nonces,
 * balances, fees. Each transaction is a block, mined when it is broadcast. Addresses and chain id
 * are the testnet's.
 */
public final class Devnet implements Facilitator {

    /** CAIP-2. */
    public static final String NETWORK = "stacks:2147483648";

    /** Where tokens stand on the testnet, so that clients know them. */
    public static final StacksTokens TOKENS = StacksTokens.of(StacksNetwork.TESTNET);

    /** Who is paid where nobody else is named; nobody has its key. */
    public static final String TREASURY = "ST000000000000000000002AMW42H";

    /** What one address may hold of an asset: a million STX, and a sum that never overflows. */
    private static final long MOST = 1_000_000_000_000L;

    /** For what a sponsor signed before to come. */
    private static final Duration SPONSORS_TURN = Duration.ofSeconds(2);

    /** How a broadcast ended. */
    sealed interface Broadcast {

        record Mined(String txid, long height) implements Broadcast {}

        /**
         * Not taken, for a reason in a node's words: BadNonce, NotEnoughFunds, FeeTooLow, ...
         *
         * @param nextNonce the sender's
         */
        record Rejected(String txid, String reason, long nextNonce) implements Broadcast {}
    }

    /** An account of the chain. */
    record Account(long nonce, Map<Asset, Long> balances) {
        long of(Asset asset) {
            return balances.getOrDefault(asset, 0L);
        }
    }

    record Mined(String txid, String sender, long nonce, long height, long atMs) {
        private Mined(Row row) {
            this(row.text(1), row.text(2), row.number(3), row.number(4), row.number(5));
        }
    }

    /** Its accounts and its transactions. */
    public static final List<Table> TABLES =
            List.of(Table.of("devnet_account"), Table.global("devnet_transaction", "txid", "txid"));

    private final Store store;

    public Devnet(Store store) {
        this.store = store;
    }

    @Override
    public Optional<Outcome.Refused> verify(VerifiedPayment payment) {
        Optional<DevnetTransfer> transfer = DevnetTransfer.orAwaiting(payment.carried());
        if (transfer.isEmpty()) {
            return Optional.of(notTaken());
        }
        return store.readGlobal(tx ->
                find(tx, transfer.get().txid()).isPresent()
                        ? Optional.empty()
                        : rejection(tx, transfer.get()).map(Devnet::refused));
    }

    @Override
    public boolean knows(VerifiedPayment payment) {
        return DevnetTransfer.of(payment.carried())
                .flatMap(transfer -> store.readGlobal(tx -> find(tx, transfer.txid())))
                .isPresent();
    }

    /**
     * Each answer is exact, the first time and again: what it does not mine it does not keep. So
     * what a sponsor signed waits here until those before it came.
     */
    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        Optional<DevnetTransfer> transfer = DevnetTransfer.of(payment.carried());
        if (transfer.isEmpty()) {
            return notTaken();
        }
        long end = System.nanoTime() + SPONSORS_TURN.toNanos();
        Broadcast ended = broadcast(transfer.get());
        while (isEarly(ended, transfer.get()) && System.nanoTime() < end) {
            LockSupport.parkNanos(SPONSORS_TURN.toNanos() / 100);
            ended = broadcast(transfer.get());
        }
        return switch (ended) {
            case Broadcast.Mined mined -> new Outcome.Settled(mined.txid(), mined.height());
            case Broadcast.Rejected rejected -> refused(rejected);
        };
    }

    private boolean isEarly(Broadcast ended, DevnetTransfer transfer) {
        return ended instanceof Broadcast.Rejected rejected
                && rejected.reason().equals("BadSponsorNonce")
                && transfer.sponsor()
                        .filter(by -> by.nonce() > purse(by.address()).nonce())
                        .isPresent();
    }

    /** A sponsor without a wallet gets one, the same at each start, with play money in it. */
    public Sponsoring withPlayMoney(Sponsoring sponsoring, RandomGenerator random) {
        if (sponsoring.wallet().isPresent()) {
            return sponsoring;
        }
        byte[] key = Secrets.key(store, random, "devnet-sponsor");
        Wallet play = Wallet.of(HexFormat.of().formatHex(key));
        String address = play.address(TOKENS.network()).text();
        pour(address, Map.of(Asset.STX, MOST));
        return Sponsoring.by(play, sponsoring.terms());
    }

    @Override
    public Purse purse(String address) {
        Account account = store.read(new Owner(address), tx -> account(tx, address));
        return new Purse(account.nonce(), Set.of(), account.of(Asset.STX));
    }

    /** 1 uSTX a byte. */
    @Override
    public Fees fees(StacksTransaction transaction) {
        long bytes = transaction.bytes().length;
        return new Fees(bytes, bytes);
    }

    @Override
    public Optional<byte[]> transaction(String txid) {
        return store.readGlobal(tx ->
                tx.one(
                        "select bytes from devnet_transaction where txid = ? and bytes is not null",
                        row -> row.bytes(1),
                        txid));
    }

    private static Outcome.Refused refused(Broadcast.Rejected rejected) {
        return switch (rejected.reason()) {
            case "BadNonce" -> wrongNonce(rejected.nextNonce());
            case "BadSponsorNonce" -> Outcome.Refused.sponsorsNonce();
            case "NotEnoughFunds" ->
                    new Outcome.Refused(
                            "insufficient_funds",
                            "The payer's account does not hold the amount and the fee; POST /devnet/faucet gives play money.");
            case "FeeTooLow" ->
                    new Outcome.Refused("fee_too_low", "The fee is below 1 uSTX a byte.");
            default ->
                    new Outcome.Refused("broadcast_failed", "The chain refused the transaction.");
        };
    }

    private static Outcome.Refused wrongNonce(long next) {
        return Outcome.Refused.conflictingNonce(Optional.of(next));
    }

    private static Outcome.Refused notTaken() {
        return new Outcome.Refused("broadcast_failed", "The devnet takes transfers only.");
    }

    /**
     * What nobody told it yet is told now: a node that was stopped left it, and its nonce waits.
     */
    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        return carry(payment, Attempt.AGAIN);
    }

    /** Mines a transfer, or refuses it; one that is mined already is mined. */
    Broadcast broadcast(DevnetTransfer transfer) {
        return store.write(
                new Owner(transfer.sender()),
                Stream.concat(
                                Stream.of(transfer.recipient()),
                                transfer.sponsor().map(DevnetTransfer.Sponsor::address).stream())
                        .map(Owner::new)
                        .toList(),
                tx -> broadcast(tx, transfer));
    }

    private static Broadcast broadcast(Tx tx, DevnetTransfer transfer) {
        Optional<Mined> before = find(tx, transfer.txid());
        if (before.isPresent()) {
            return new Broadcast.Mined(transfer.txid(), before.get().height());
        }
        Optional<Broadcast.Rejected> rejected = rejection(tx, transfer);
        if (rejected.isPresent()) {
            return rejected.get();
        }
        spend(tx, transfer.sender(), transfer.sponsor().isEmpty() ? transfer.fee() : 0);
        transfer.sponsor().ifPresent(by -> spend(tx, by.address(), transfer.fee()));
        add(tx, transfer.sender(), transfer.asset(), -transfer.amount());
        add(tx, transfer.recipient(), transfer.asset(), transfer.amount());
        // A block for each transaction of the sender: its time orders blocks well enough for play.
        long height = 1 + tx.now() / 1000;
        tx.update(
                """
                insert into devnet_transaction (txid, sender, nonce, status, height, at, recipient,
                    asset, amount, bytes)
                values (?, ?, ?, 'success', ?, ?, ?, ?, ?, ?)\
                """,
                transfer.txid(),
                transfer.sender(),
                transfer.nonce(),
                height,
                tx.now(),
                transfer.recipient(),
                transfer.asset().name(),
                transfer.amount(),
                transfer.bytes().array());
        return new Broadcast.Mined(transfer.txid(), height);
    }

    /** Uses an account's nonce, for a fee. */
    private static void spend(Tx tx, String address, long fee) {
        tx.update(
                "update devnet_account set nonce = nonce + 1, stx = stx - ? where owner = ?",
                fee,
                address);
    }

    /** Why a transfer can't be mined now. */
    private static Optional<Broadcast.Rejected> rejection(Tx tx, DevnetTransfer transfer) {
        Account sender = account(tx, transfer.sender());
        boolean open = transfer.awaitsSponsor(); // Then it is for another to say who pays.
        Optional<DevnetTransfer.Sponsor> by = transfer.sponsor().filter(_ -> !open);
        Optional<Account> sponsor = by.map(each -> account(tx, each.address()));
        boolean sponsorIsNext =
                by.map(DevnetTransfer.Sponsor::nonce).equals(sponsor.map(Account::nonce));
        long stxSpent =
                (sponsor.isEmpty() ? transfer.fee() : 0)
                        + (transfer.asset() == Asset.STX ? transfer.amount() : 0);
        String reason = "";
        if (transfer.nonce() != sender.nonce()) {
            reason = "BadNonce";
        } else if (!sponsorIsNext) {
            reason = "BadSponsorNonce";
        } else if (!open && transfer.fee() < transfer.sizeBytes()) {
            reason = "FeeTooLow";
        } else if (transfer.fee() > MOST
                || transfer.amount() > MOST
                || sponsor.orElse(sender).of(Asset.STX) < transfer.fee()
                || sender.of(Asset.STX) < stxSpent
                || sender.of(transfer.asset()) < transfer.amount()) {
            reason = "NotEnoughFunds";
        } else if (transfer.recipient().equals(transfer.sender())) {
            reason = "TransferRecipientCannotEqualSender";
        }
        return reason.isEmpty()
                ? Optional.empty()
                : Optional.of(new Broadcast.Rejected(transfer.txid(), reason, sender.nonce()));
    }

    private static void add(Tx tx, String address, Asset asset, long amount) {
        tx.update(
                """
                insert into devnet_account (owner, $) values (?, ?)
                on conflict (owner) do update set $ = devnet_account.$ + excluded.$\
                """
                        .replace("$", asset.column()),
                address,
                amount);
    }

    /** Gives an address play money, in its turn; what it holds then. */
    Account pour(String address, Map<Asset, Long> amounts) {
        return store.write(
                new Owner(address),
                tx -> {
                    Account before = account(tx, address);
                    amounts.forEach((asset, amount) ->
                            add(tx, address, asset, Math.min(amount, MOST - before.of(asset))));
                    return account(tx, address);
                });
    }

    /** Whether a store has a devnet in it. */
    public static boolean isUsed(Tx tx) {
        return tx.one("select 1 from devnet_account limit 1", _ -> true).orElse(false);
    }

    /** What came in at an address. */
    public static List<ChainTransfer> transfers(Tx tx, String recipient) {
        List<ChainTransfer> transfers = new ArrayList<>(kept(tx, recipient));
        // Mined before amounts were kept: those that were brought as payments are there whole.
        tx.all(
                        """
                        select p.carried, d.at from devnet_transaction d
                        join payment p on p.txid = d.txid where d.recipient is null\
                        """,
                        row -> Map.entry(row.bytes(1), row.number(2)))
                .forEach(mined ->
                        DevnetTransfer.of(mined.getKey())
                                .filter(t -> t.recipient().equals(recipient))
                                .map(t ->
                                        new ChainTransfer(
                                                t.txid(),
                                                t.sender(),
                                                new Price(t.asset(), t.amount()),
                                                mined.getValue()))
                                .ifPresent(transfers::add));
        return transfers;
    }

    private static List<ChainTransfer> kept(Tx tx, String recipient) {
        return tx.all(
                "select txid, sender, asset, amount, at from devnet_transaction where recipient = ?",
                row ->
                        new ChainTransfer(
                                row.text(1),
                                row.text(2),
                                new Price(Asset.valueOf(row.text(3)), row.number(4)),
                                row.number(5)),
                recipient);
    }

    static Account account(Tx tx, String address) {
        return tx.one(
                        "select nonce, stx, sbtc, usdcx from devnet_account where owner = ?",
                        row ->
                                new Account(
                                        row.number(1),
                                        StacksTokens.each(
                                                row.number(2), row.number(3), row.number(4))),
                        address)
                .orElseGet(() -> new Account(0, Map.of()));
    }

    static Optional<Mined> find(Tx tx, String txid) {
        return tx.one(
                "select txid, sender, nonce, height, at from devnet_transaction where txid = ?",
                Mined::new,
                txid);
    }
}
