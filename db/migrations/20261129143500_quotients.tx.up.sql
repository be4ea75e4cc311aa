-- How far back a quotient that staff type may begin, and where each was read.
alter table structures add column qf_backdate text not null default 'year'; -- town.Backdating: never, month, year
alter table quotients add column source text not null default ''; -- town.Source: attestation, csv, waived; '' = not said
