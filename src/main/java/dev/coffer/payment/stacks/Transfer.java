package dev.coffer.payment.stacks;
import dev.coffer.payment.Asset;
import java.util.Optional;
record Transfer(String txid, String sender, String recipient, Asset asset, long amount, long nonce, long fee, int sizeBytes) {
  static Optional<Transfer> of(byte[] bytes) { return Optional.empty(); }
}
