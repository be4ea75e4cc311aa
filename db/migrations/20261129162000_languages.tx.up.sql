-- The language in which somebody reads the portal and its mails: a tag of app/lang; '' until they choose.
alter table accounts add column language text not null default '';
