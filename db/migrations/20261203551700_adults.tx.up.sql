-- An adult of a family may have a telephone of their own, and the family is found by it (DOMAIN.md 10.57).
alter table guardians add column phone text not null default ''; -- as phone.Read writes it
{{$adult := "a.login || ' ' || g.name || ' ' || replace(replace(g.phone, ' ', ''), '+', '')"}}
{{if .Postgres}}
create or replace function word_adults(family bigint) returns void language sql as $$
  select from families where id = family for no key update;
  delete from family_words where family_id = family and source = 'adult';
  insert into family_words (structure_id, word, source, family_id) select distinct f.structure_id, w, 'adult', f.id
    from families f join guardians g on g.family_id = f.id join accounts a on a.id = g.account_id,
      words_of({{$adult}}) w where f.id = family;
$$;
drop trigger words_guardians on guardians;
create trigger words_guardians after insert or update of name, phone or delete on guardians
  for each row execute function word_guardian();
{{else}}
{{- range $event := .Events "insert" "update of name, phone" "delete"}}
drop trigger words_guardians_{{$event.Name}};
create trigger words_guardians_{{$event.Name}} after {{$event.On}} on guardians begin
  delete from family_words where family_id = {{$event.Row}}.family_id and source = 'adult';
  insert into family_words (structure_id, word, source, family_id)
    select distinct f.structure_id, j.value, 'adult', f.id from families f join guardians g on g.family_id = f.id
      join accounts a on a.id = g.account_id, json_each({{$.Words $adult}}) j
      where f.id = {{$event.Row}}.family_id and j.value <> '';
end;
{{- end}}
drop trigger words_accounts_update;
create trigger words_accounts_update after update of login on accounts begin
  delete from family_words where source = 'adult'
    and family_id in (select family_id from guardians where account_id = new.id);
  insert into family_words (structure_id, word, source, family_id)
    select distinct f.structure_id, j.value, 'adult', f.id from guardians own join families f on f.id = own.family_id
      join guardians g on g.family_id = f.id join accounts a on a.id = g.account_id,
      json_each({{$.Words $adult}}) j where own.account_id = new.id and j.value <> '';
end;
{{end}}
