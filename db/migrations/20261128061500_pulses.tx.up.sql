-- What each process last saw of what the portal leans on (app/domain/organ). Web and workers share no memory: the dashboard,
-- /readyz and check read it here. Instants are of the machines' clocks.

create table pulses (
  organ   text not null,
  who     text not null, -- the process: its part, its host and its number
  ailing  boolean not null,
  since   timestamptz not null,
  said_at timestamptz not null, -- when it was last seen to be so
  seen_at timestamptz not null, -- when the process last told that it lives
  word    text not null,
  primary key (organ, who)
);
