// Package bench measures the portal on PostgreSQL against the least that could do the same, as ratios taken in one run:
// the machine and its neighbours change, a ratio hardly does. `make bench` runs it and prints a table.
//
// The month page, the tap and the validation go through the portal's own handler, without a socket. Beside each stands
// a bare one: a Fiber handler that sends to PostgreSQL, through pgx alone, the very statements that the portal sent in
// this run (a relay between both noted them), reads the rows into typed variables and answers with the same bytes.
//
// The night is set beside one SQL statement that settles the same and leaves the same rows, which a test verifies.
//
// Start with page_test.go and night_test.go. wire_test.go is the relay, bare_test.go what replays, measure_test.go the
// stopwatch and the table, town_test.go the town.
package bench
