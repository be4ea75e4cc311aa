package civil

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/fault"
)

// TimeOfDay counts minutes since midnight on a wall clock: 0 is 00:00, 1440 is 24:00, the end of the day.
type TimeOfDay int16

const endOfDay TimeOfDay = 24 * 60

var timePattern = regexp.MustCompile(`^(\d\d):([0-5]\d)$`)

// ParseTime reads exactly HH:MM, from 00:00 to 24:00. The fault is Invalid.
func ParseTime(s string) (TimeOfDay, error) {
	if parts := timePattern.FindStringSubmatch(s); parts != nil {
		hours, _ := strconv.Atoi(parts[1]) // two digits, by the pattern
		minutes, _ := strconv.Atoi(parts[2])
		if t := TimeOfDay(hours*60 + minutes); t <= endOfDay {
			return t, nil
		}
	}
	return 0, fault.Invalidf("", "« %s » n'est pas une heure de la forme 07:30.", s)
}

// TimeOf returns the minute that a wall clock in t's own location shows.
func TimeOf(t time.Time) TimeOfDay { return TimeOfDay(t.Hour()*60 + t.Minute()) }

// String returns HH:MM.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// Human returns the French form: "9 h", "7 h 30", "13 h 05".
func (t TimeOfDay) Human() string {
	if t%60 == 0 {
		return fmt.Sprintf("%d h", t/60)
	}
	return fmt.Sprintf("%d h %02d", t/60, t%60)
}

// Value stores HH:MM.
func (t TimeOfDay) Value() (driver.Value, error) { return t.String(), nil }

// Scan reads HH:MM, and the HH:MM:SS of a time column whose seconds are zero. NULL is 00:00.
func (t *TimeOfDay) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = 0
		return nil
	case []byte:
		return t.scanText(string(v))
	case string:
		return t.scanText(v)
	case time.Time:
		*t = TimeOf(v)
		return nil
	}
	return fault.Invalidf("", "Une heure ne se lit pas depuis %T.", src)
}

func (t *TimeOfDay) scanText(s string) error {
	minute := s
	if len(s) > 5 && strings.Trim(s[5:], ":.0") == "" {
		minute = s[:5]
	}
	parsed, err := ParseTime(minute)
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
