// Package bench measures the portal on PostgreSQL against the least work that gives the same result, as ratios within
// one run: the machine and its load vary, a ratio hardly does. `make bench` runs it and prints a table.
//
// The month page, the tap and the validation go through the portal's own handler, without a socket. Each is compared
// with a bare handler: a Fiber handler that sends to PostgreSQL, through pgx alone, the same statements that the
// portal sent in this run (a relay between both recorded them), reads the rows into typed variables and answers with
// the same bytes.
//
// The night is compared with one SQL statement that settles the same and leaves the same rows, which a test verifies.
//
// Start with page_test.go and night_test.go. wire_test.go contains the relay, bare_test.go the bare handler,
// measure_test.go the stopwatch and the table, town_test.go the town.
package bench
