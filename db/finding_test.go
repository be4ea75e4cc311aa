package db

// Finding is finding, for the tests that look at its plan.
var Finding = finding
