-- What an applied opération is about to do to reservations, until its worker stores a row of each: an apply holds
-- whoever books only while it writes one text.
alter table operations add column plan text not null default '';
