package family

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// releaseLine says from when some days may be booked: « samedi 6 juin à 8 h 30 », « pour les jours du 6 juil. au 31
// juil. ». Left is what the browser counts down, in seconds.
type releaseLine struct {
	Left      int
	ISO, When string
	Days      string
}

// releaseLines returns the lines of a page; those of several activities name theirs.
func releaseLines(all []portal.Release, loc *time.Location, named bool) []releaseLine {
	lines := make([]releaseLine, len(all))
	for i, r := range all {
		days := ", pour le " + dayBare(r.From)
		if r.From != r.To {
			days = ", pour les jours du " + dayBare(r.From) + " au " + dayBare(r.To)
		}
		if named {
			days = site.Nbsp + ": " + r.Activity + days
		}
		lines[i] = releaseLine{r.Left, r.At.UTC().Format(time.RFC3339), site.HardSpaces(civil.Instant(r.At, loc)), days}
	}
	return lines
}
