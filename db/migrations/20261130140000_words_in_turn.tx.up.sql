-- Two transactions that change the adults or the addresses of one family wrote its words at once, and each kept what the other had
-- replaced. They take turns now: the row of the family is locked before its words are read again. SQLite has one writer.
{{if .Postgres}}
create or replace function word_adults(family bigint) returns void language sql as $$
  select from families where id = family for no key update;
  delete from family_words where family_id = family and source = 'adult';
  insert into family_words (structure_id, word, source, family_id) select distinct f.structure_id, w, 'adult', f.id
    from families f join guardians g on g.family_id = f.id join accounts a on a.id = g.account_id,
      words_of(a.login || ' ' || g.name) w where f.id = family;
$$;
create or replace function word_mails(family bigint) returns void language sql as $$
  select from families where id = family for no key update;
  delete from family_words where family_id = family and source = 'mail';
  insert into family_words (structure_id, word, source, family_id) select distinct f.structure_id, w, 'mail', f.id
    from families f join family_emails e on e.family_id = f.id, words_of(e.address) w where f.id = family;
$$;
create or replace function word_login() returns trigger language plpgsql as $$
begin
  perform word_adults(g.family_id) from (select family_id from guardians where account_id = new.id order by family_id) g;
  return null;
end $$;
select word_adults(id), word_mails(id) from (select id from families order by id) f;
{{end}}
