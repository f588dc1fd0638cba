-- Answers of more than 16 KiB count among what their owner keeps.
insert into usage (owner, capability, rows, bytes)
select owner, 'answer', count(*), sum(octet_length(body))
from answer where octet_length(body) > 16384 group by owner;
