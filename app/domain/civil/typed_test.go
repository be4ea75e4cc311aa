package civil

import "testing"

func TestTyped(t *testing.T) {
	for text, want := range map[string]Date{"2027-01-02": New(2027, 1, 2), " 2/1/2027 ": New(2027, 1, 2),
		"02.01.2027": New(2027, 1, 2), "31/02/2027": 0, "1/1/27": 0, "": 0, "a/b/2027": 0} {
		if got, err := Typed(text); got != want || (err == nil) != (want != 0) {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
}
