-- What a mail is about, told once, stands apart from its Message-ID: a database that was restored gives its numbers a second
-- time, and servers drop a mail whose Message-ID they have seen.

alter table mails add column about text;
update mails set about = message_id where message_id like '%@%';
create unique index mails_about on mails (about);
