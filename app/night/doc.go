// Package night is the transmission: once a day, for each structure, it settles the requests of families and writes the
// reports of the morning. A run is a row, unique by structure, business date and pass; its work is cut into shards,
// each settled and marked done in one transaction. Any worker may do any shard, in any order, any number of times. A
// missed night, two schedulers, a kill half-way or a task delivered three times therefore give the same result.
//
// Start with Due (the schedule), StartNow (a run and its shards), Settle (one shard: requests, in settle.go, or past
// days that become debits, in debit.go), Report (the mails of some families) and Advance (the next step when all shards
// are done).
//
// # A night
//
//  1. Every worker calls Due every five seconds. At 00:30 one of them inserts the row of the run: unique by structure,
//     date and pass, one unfinished run per structure. The others find the row. A missed night is made up for, in
//     order.
//  2. In the same transaction night.go cuts the work into shards (activities that share pools, up to two months of
//     dates, about 1,500 rows) and writes a job for each to the outbox.
//  3. jobs/relay.go enqueues the jobs in Asynq, which wakes a worker; if Redis does not answer it runs them itself. A
//     job is protected by a lease: if its worker dies, the lease expires and another worker takes over within seconds.
//  4. settle.go does a shard in one transaction: slots locked in order, requests read, app/domain/allocation decides,
//     movements get their outcome, slots are counted again, the shard is marked done. Delivered three times, it
//     changes nothing the second. If a shard fails, each of its dates is tried alone: one bad row blocks one date,
//     not the town.
//  5. In the same run, debit.go turns past days into lines of the ledger, cut by family so that no two shards touch one
//     balance: as marked on the day's sheet, or as booked (structures.bill), at the price of the tariffs and the QF
//     in force on the day (app/domain/wallet/debit.go). A day that no tariff prices waits, and the pages of the
//     nights show how many wait, for each activity; a run requested before there is a tariff reports that there is
//     nothing to do. A line is never changed: a later mark, or a regularisation, reverses it and writes a new one
//     (app/desk/correct.go).
//  6. When all are done, report.go writes each family's report and one mail for each address, in the manual's form;
//     unique keys prevent duplicates. The report also mentions a debit that differs from the announced price, and a
//     balance that reached its floor (books.go). jobs/mail.go sends the mails and records their fate. The run closes,
//     and the date of last update moves.
//
// The command night does the same by hand, independently of any worker.
package night
