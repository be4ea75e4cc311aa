-- A request that was ended and is given back keeps its turn: the number of the movement by which it was first made.
-- Empty: its own first movement has it.
alter table reservations add column number bigint;
