// Package bench measures the portal on PostgreSQL against the least work that gives the same result, as ratios within
// one run: the machine and its load vary, a ratio hardly does. `make bench` runs it and prints a table.
//
// The pages, the tap and the validation go through the portal's own handler, without a socket. Each is compared
// with a bare handler: a Fiber handler that sends to PostgreSQL, through pgx alone, the same statements that the
// portal sent in this run (a relay between both recorded them), reads the rows into typed variables and answers with
// the same bytes. The bare handler sends them one after the other, whatever the portal saves by sending several in one
// round trip: the statements are those of the page, the session's among them, and making fewer of them is the only way
// to make the bare handler cheaper. On SQLite it sends the same ones through database/sql (sqlite_test.go).
//
// The night is compared with one SQL statement that settles the same and leaves the same rows, which a test verifies.
//
// Start with page_test.go and night_test.go. wire_test.go contains the relay, bare_test.go the bare handler,
// measure_test.go the stopwatch and the table, town_test.go the town.
package bench
