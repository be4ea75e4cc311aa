// Package night is the transmission: once a day, for each structure, it settles what families asked and
// writes the reports of the morning. A run is a row, unique by structure, business date and pass; its work
// is cut into shards, each settled in one transaction and marked done in the same; whoever holds a worker
// may do any of them, in any order, as often as it is asked. So a missed night, two schedulers, a kill
// half-way, a task delivered three times: the same result.
//
// Start with Due (what the schedule asks), StartNow (a run and its shards), Settle (one shard: requests, in
// settle.go, or past days that become debits, in debit.go), Report (the mails of some families) and Advance
// (what follows when all shards are done).
//
// # A night
//
//  1. Every worker asks Due every five seconds. At 00:30 somebody inserts the row of the run: unique by structure,
//     date and pass, one unfinished run per structure. The losers find it there. A missed night is made up for, in
//     order.
//  2. In the same transaction night.go cuts the work into shards (activities that share pools, up to two months of
//     dates, about 1,500 rows) and leaves a job for each in the outbox.
//  3. jobs/relay.go tells Asynq, which wakes a worker; if Redis does not answer it delivers by itself. A job is held
//     by a lease: whoever dies loses it, and another goes on within seconds.
//  4. settle.go does a shard in one transaction: slots locked in order, requests read, app/domain/allocation decides,
//     movements get their outcome, slots are counted again, the shard is marked done. Delivered three times, it
//     changes nothing the second. If a shard fails, each of its dates is tried alone: one bad row holds back one
//     date, not the town.
//  5. Beside those, debit.go turns past days into lines of the ledger, cut by family so that no two shards touch one
//     balance: as marked on the day's sheet, or as booked (structures.bill), at the price of the tariffs and the QF
//     in force on the day (app/domain/wallet/debit.go). A day that no tariff prices waits, and the pages of the
//     nights say how many do, of which activity; a run asked for before a tariff has come answers that there is
//     nothing to do. A line is never changed: a mark that comes later, or a regularisation, takes it back and writes
//     it anew (app/desk/correct.go).
//  6. When all are done, report.go writes each family's report and one mail for each address, in the manual's form;
//     unique keys keep them single. It also tells a family of a debit that is not the price announced, and of a
//     balance that met its floor (books.go). jobs/mail.go sends them and notes their fate. The run closes, and the
//     date of last update moves.
//
// The command night does the same by hand, beside any worker.
package night
