package dev.coffer.payment.stacks;
import dev.coffer.payment.*;
import dev.coffer.payment.x402.*;
import java.util.*;
public final class StacksVerifier implements Verifier {
  public static StacksVerifier devnet(String payTo) { return new StacksVerifier(); }
  public List<Offer> offers(List<Price> p) { return p.stream().map(x -> new Offer("stacks:2147483648", x, x.asset()==Asset.STX ? "STX" : "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token", "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG", 300)).toList(); }
  public String network() { return "stacks:2147483648"; }
  public String v1Network() { return "testnet"; }
  public VerifiedPayment verify(Presented p, List<Price> q) { throw new IllegalStateException(); }
}
