package journal

import (
	"strings"
	"testing"

	"cartable/app/domain/fault"
)

// The limit shown to people is in characters, so characters are counted: an accented letter is two bytes.
func TestAReasonIsCountedInCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"  vu au relevé ":                        "vu au relevé",
		strings.Repeat("é", LongestReason):       strings.Repeat("é", LongestReason),
		strings.Repeat("é", LongestReason) + " ": strings.Repeat("é", LongestReason),
	} {
		if got, err := Reason(text); got != want || err != nil {
			t.Errorf("%.20q: %.20q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", " \u00a0\n", strings.Repeat("é", LongestReason+1)} {
		if _, err := Reason(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}
