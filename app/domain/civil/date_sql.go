package civil

import (
	"database/sql/driver"
	"strings"
	"time"

	"cartable/app/domain/fault"
)

// Value stores the date as YYYY-MM-DD, and no date as NULL. It is text on purpose: a time.Time at midnight in Paris is
// the day before in UTC, and a driver would store that day.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a date as PostgreSQL and SQLite return it: text, a time.Time at midnight, or NULL (no date). Any other
// instant is refused: its day depends on a zone that only the caller has.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
		return nil
	case []byte:
		return d.scanText(string(v))
	case string:
		return d.scanText(v)
	case time.Time:
		if h, m, s := v.Clock(); h != 0 || m != 0 || s != 0 || v.Nanosecond() != 0 {
			return fault.Invalidf("", "« %s » est un instant, pas une date.", v)
		}
		*d = Of(v)
		return nil
	}
	return fault.Invalidf("", "Une date ne se lit pas depuis %T.", src)
}

func (d *Date) scanText(s string) error {
	day, rest := s, ""
	if at := strings.IndexAny(s, " T"); at >= 0 {
		day, rest = s[:at], s[at+1:]
	}
	if strings.Trim(rest, "0:.+-Z UTC") != "" { // a midnight in UTC leaves nothing
		return fault.Invalidf("", "« %s » est un instant, pas une date.", s)
	}
	return d.UnmarshalText([]byte(day))
}

// MarshalText returns String: empty for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is Parse, except that the empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
