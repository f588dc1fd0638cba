-- What the call of an answer was charged, as JSON: the number of the operation, who paid, asset and
-- amount; null if nothing. A receipt is made of it when one is asked for.
-- Written and read by: checkout.
alter table answer add column charged ${text};
