package civil

import "time"

// At is the instant at which clocks in loc show the time of day t on date d. 24:00 is midnight at the end of the day.
//
// Two nights a year need a choice, and the same one for every rule: a time inside the hour that spring skips becomes the
// first instant after the gap (03:00 in Paris), and a time inside the hour that autumn has twice is the first of both.
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	y, m, day := d.YMD()
	guess := time.Date(y, m, day, 0, int(t), 0, 0, loc)
	// time.Date does not promise which side of a change it answers, so both answers are handled.
	wanted := (int64(d)-epoch)*secondsPerDay + int64(t)*60
	shown := wallSeconds(guess)
	begin, end := guess.ZoneBounds()
	switch {
	case shown > wanted: // beyond the gap
		return begin
	case shown < wanted: // still before the gap
		return end
	case begin.IsZero():
		return guess
	}
	// The same wall time may have been shown once before, under the offset that ended when guess's began.
	_, offset := guess.Zone()
	_, before := begin.Add(-time.Nanosecond).Zone()
	earlier := guess.Add(-time.Duration(before-offset) * time.Second)
	if before > offset && earlier.Before(begin) {
		return earlier
	}
	return guess
}

// wallSeconds numbers what the clocks in t's location show, as if they were in UTC.
func wallSeconds(t time.Time) int64 {
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}
