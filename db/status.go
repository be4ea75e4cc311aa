package db

import "cartable/app/domain/booking"

// Conditions on the state of a reservation, to be written after its column. TestConditionsSayWhatTheTableSays compares
// them with the table of the domain. Their order matters: SQLite uses a partial index only where a query repeats its
// condition to the letter.
const (
	isPlaced   = "= " + placed
	isQueued   = "= " + queued
	isGone     = "= " + gone
	isLive     = "<> " + gone
	isWaiting  = "in (" + pending + ", " + queued + ")"
	isHeld     = "in (" + placed + ", " + offered + ", " + queued + ", " + pending + ")"
	isSeated   = "in (" + placed + ", " + offered + ")"
	isCounted  = "in (" + placed + ", " + offered + ", " + queued + ")"
	isOffered  = "= " + offered
	isUnplaced = "in (" + pending + ", " + queued + ", " + denied + ", " + offered + ")"
)

const (
	placed  = "'" + string(booking.Accepted) + "'"
	offered = "'" + string(booking.Offered) + "'"
	queued  = "'" + string(booking.Waitlisted) + "'"
	pending = "'" + string(booking.Pending) + "'"
	denied  = "'" + string(booking.Refused) + "'"
	gone    = "'" + string(booking.Cancelled) + "'"
)
