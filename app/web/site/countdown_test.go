package site

import (
	"testing"

	"cartable/app/lang"
)

func TestHowLongItIs(t *testing.T) {
	french, english := lang.French, lang.English
	for seconds, want := range map[int][2]string{
		1: {" (dans 1 s)", " (in 1 s)"}, 60: {" (dans 1 min 00)", " (in 1 min 00)"},
		3661:           {" (dans 1 h 01)", " (in 1 hr 01)"},
		47*3600 + 3599: {" (dans 47 h 59)", " (in 47 hr 59)"},
		48 * 3600:      {" (dans 2" + Nbsp + "jours)", " (in 2 days)"},
	} {
		if got := [2]string{countdownIn(french)(seconds), countdownIn(english)(seconds)}; got != want {
			t.Errorf("%d s: %q, want %q", seconds, got, want)
		}
	}
}
