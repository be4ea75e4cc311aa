package civil

import "time"

// At returns the instant at which clocks in loc show the time of day t on date d. 24:00 is midnight at the end of the
// day.
//
// Two nights a year need a choice, and every rule uses the same one: a time inside the hour that is skipped in spring
// becomes the first instant after the gap (03:00 in Paris), and a time inside the hour that is repeated in autumn is
// the first of the two.
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	y, m, day := d.YMD()
	guess := time.Date(y, m, day, 0, int(t), 0, 0, loc)
	// time.Date does not specify which side of a change it returns, so both results are handled.
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
	// The same wall time may also occur earlier, under the offset that ended when guess's began.
	_, offset := guess.Zone()
	_, before := begin.Add(-time.Nanosecond).Zone()
	earlier := guess.Add(-time.Duration(before-offset) * time.Second)
	if before > offset && earlier.Before(begin) {
		return earlier
	}
	return guess
}

// wallSeconds returns the time that clocks in t's location show, in seconds, as if it were UTC.
func wallSeconds(t time.Time) int64 {
	_, offset := t.Zone()
	return t.Unix() + int64(offset)
}
