package dev.coffer.call;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Charged;
import dev.coffer.payment.Price;

import java.nio.charset.StandardCharsets;

/** What a call was charged, as it is kept with its answer, for a receipt of it to be made again. */
record KeptCharge(long number, String payer, String asset, long amount) {

    static KeptCharge of(Charged charged) {
        Price price = charged.price();
        return new KeptCharge(
                charged.number(), charged.payer(), price.asset().symbol(), price.amount());
    }

    static KeptCharge read(String json) {
        return Json.MAPPER.readValue(json, KeptCharge.class);
    }

    String json() {
        return new String(Json.write(this), StandardCharsets.UTF_8);
    }

    /**
     * @param account in whose transaction it was
     */
    Charged of(String account) {
        Asset of = Asset.named(asset).orElseThrow();
        return new Charged(account, number, payer, new Price(of, amount));
    }
}
