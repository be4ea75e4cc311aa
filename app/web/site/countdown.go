package site

import (
	"fmt"

	"cartable/app/lang"
)

// countdownIn returns how long it is until something, in parentheses: " (dans 7 jours)". The script of the pages counts
// on from there in the same words (static/app.js), so that no line grows after the page is drawn.
func countdownIn(l *lang.Language) func(seconds int) string {
	days := pluralIn(l)
	return func(seconds int) string {
		minutes := seconds / 60
		hours, left := minutes/60, fmt.Sprint(seconds, " s")
		switch {
		case hours > 47:
			left = days(hours/24, "jour", "jours")
		case hours > 0:
			left = l.Format("%d h", hours) + fmt.Sprintf(" %02d", minutes%60)
		case minutes > 0:
			left = fmt.Sprintf("%d min %02d", minutes, seconds%60)
		}
		return " (" + l.Tr("dans") + " " + left + ")"
	}
}
