-- How a family asked staff to book for it, and why: of a validation that staff made. Empty: the family made it itself.
alter table validations add column channel text not null default ''
  check (channel in ('', 'phone', 'counter', 'email', 'post'));
alter table validations add column reason text not null default '';
