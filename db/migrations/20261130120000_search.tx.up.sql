-- One search of families: each word of what a family may be named by, folded as fold.Words writes it, stands in a row of its own, so
-- that an index finds the words that begin as somebody typed. The database itself keeps the rows beside what they are made of.
alter table families add column phone text not null default ''; -- "06 12 34 56 78", as phone.Read writes it

create table family_words (
  structure_id bigint not null references structures (id),
  word         text {{if .Postgres}}collate "C" {{end}}not null,
  source       text not null check (source in ('family', 'adult', 'mail', 'child')),
  family_id    bigint references families (id) on delete cascade,
  child_id     bigint references children (id) on delete cascade, -- of whichever families it lives in
  check ((family_id is null) = (source = 'child') and (child_id is null) = (source <> 'child'))
);
create index family_words_word on family_words (structure_id, word, family_id, child_id);
create index family_words_family on family_words (family_id, source);
create index family_words_child on family_words (child_id);

{{if .Postgres}}
create function words_of(t text) returns setof text language sql immutable as $$
  select distinct w from regexp_split_to_table({{.Folded "t"}}, '\s+') w where w <> ''
$$;

create function word_family() returns trigger language plpgsql as $$
begin
  delete from family_words where family_id = new.id and source = 'family';
  insert into family_words (structure_id, word, source, family_id) select new.structure_id, w, 'family', new.id
    from words_of(new.code || ' ' || new.last_name || ' ' || new.first_name || ' ' || replace(replace(new.phone, ' ', ''), '+', '')) w;
  return null;
end $$;
create trigger words_families after insert or update of code, last_name, first_name, phone on families
  for each row execute function word_family();

create function word_child() returns trigger language plpgsql as $$
begin
  delete from family_words where child_id = new.id;
  insert into family_words (structure_id, word, source, child_id) select new.structure_id, w, 'child', new.id
    from words_of(new.code || ' ' || new.last_name || ' ' || new.first_name) w;
  return null;
end $$;
create trigger words_children after insert or update of code, last_name, first_name on children
  for each row execute function word_child();

create function word_adults(family bigint) returns void language sql as $$
  delete from family_words where family_id = family and source = 'adult';
  insert into family_words (structure_id, word, source, family_id) select distinct f.structure_id, w, 'adult', f.id
    from families f join guardians g on g.family_id = f.id join accounts a on a.id = g.account_id,
      words_of(a.login || ' ' || g.name) w where f.id = family;
$$;
create function word_mails(family bigint) returns void language sql as $$
  delete from family_words where family_id = family and source = 'mail';
  insert into family_words (structure_id, word, source, family_id) select distinct f.structure_id, w, 'mail', f.id
    from families f join family_emails e on e.family_id = f.id, words_of(e.address) w where f.id = family;
$$;
create function word_guardian() returns trigger language plpgsql as $$
begin
  perform word_adults(case when tg_op = 'DELETE' then old.family_id else new.family_id end);
  return null;
end $$;
create trigger words_guardians after insert or update of name or delete on guardians
  for each row execute function word_guardian();
create function word_mail() returns trigger language plpgsql as $$
begin
  perform word_mails(case when tg_op = 'DELETE' then old.family_id else new.family_id end);
  return null;
end $$;
create trigger words_emails after insert or update of address or delete on family_emails
  for each row execute function word_mail();
create function word_login() returns trigger language plpgsql as $$
begin
  perform word_adults(g.family_id) from guardians g where g.account_id = new.id;
  return null;
end $$;
create trigger words_accounts after update of login on accounts for each row execute function word_login();

insert into family_words (structure_id, word, source, family_id) select f.structure_id, w, 'family', f.id
  from families f, words_of(f.code || ' ' || f.last_name || ' ' || f.first_name) w;
insert into family_words (structure_id, word, source, child_id) select c.structure_id, w, 'child', c.id
  from children c, words_of(c.code || ' ' || c.last_name || ' ' || c.first_name) w;
select word_adults(id), word_mails(id) from families;
{{else}}
{{- $family := "new.code || ' ' || new.last_name || ' ' || new.first_name || ' ' || replace(replace(new.phone, ' ', ''), '+', '')"}}
{{- $child := "new.code || ' ' || new.last_name || ' ' || new.first_name"}}
{{- range $event := .Events "insert" "update of code, last_name, first_name, phone"}}
create trigger words_families_{{$event.Name}} after {{$event.On}} on families begin
  delete from family_words where family_id = new.id and source = 'family';
  insert into family_words (structure_id, word, source, family_id)
    select distinct new.structure_id, j.value, 'family', new.id from json_each({{$.Words $family}}) j where j.value <> '';
end;
{{- end}}
{{- range $event := .Events "insert" "update of code, last_name, first_name"}}
create trigger words_children_{{$event.Name}} after {{$event.On}} on children begin
  delete from family_words where child_id = new.id;
  insert into family_words (structure_id, word, source, child_id)
    select distinct new.structure_id, j.value, 'child', new.id from json_each({{$.Words $child}}) j where j.value <> '';
end;
{{- end}}
{{- range $event := .Events "insert" "update of name" "delete"}}
create trigger words_guardians_{{$event.Name}} after {{$event.On}} on guardians begin
  delete from family_words where family_id = {{$event.Row}}.family_id and source = 'adult';
  insert into family_words (structure_id, word, source, family_id)
    select distinct f.structure_id, j.value, 'adult', f.id from families f join guardians g on g.family_id = f.id
      join accounts a on a.id = g.account_id, json_each({{$.Words "a.login || ' ' || g.name"}}) j
      where f.id = {{$event.Row}}.family_id and j.value <> '';
end;
{{- end}}
{{- range $event := .Events "insert" "update of address" "delete"}}
create trigger words_emails_{{$event.Name}} after {{$event.On}} on family_emails begin
  delete from family_words where family_id = {{$event.Row}}.family_id and source = 'mail';
  insert into family_words (structure_id, word, source, family_id)
    select distinct f.structure_id, j.value, 'mail', f.id from families f join family_emails e on e.family_id = f.id,
      json_each({{$.Words "e.address"}}) j where f.id = {{$event.Row}}.family_id and j.value <> '';
end;
{{- end}}
create trigger words_accounts_update after update of login on accounts begin
  delete from family_words where source = 'adult' and family_id in (select family_id from guardians where account_id = new.id);
  insert into family_words (structure_id, word, source, family_id)
    select distinct f.structure_id, j.value, 'adult', f.id from guardians own join families f on f.id = own.family_id
      join guardians g on g.family_id = f.id join accounts a on a.id = g.account_id,
      json_each({{$.Words "a.login || ' ' || g.name"}}) j where own.account_id = new.id and j.value <> '';
end;

update families set code = code;
update children set code = code;
insert into family_words (structure_id, word, source, family_id)
  select distinct f.structure_id, j.value, 'adult', f.id from families f join guardians g on g.family_id = f.id
    join accounts a on a.id = g.account_id, json_each({{$.Words "a.login || ' ' || g.name"}}) j where j.value <> '';
insert into family_words (structure_id, word, source, family_id)
  select distinct f.structure_id, j.value, 'mail', f.id from families f join family_emails e on e.family_id = f.id,
    json_each({{$.Words "e.address"}}) j where j.value <> '';
{{end}}
