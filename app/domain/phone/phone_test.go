package phone

import "testing"

func TestANumberIsWrittenInOneWay(t *testing.T) {
	for typed, want := range map[string]string{
		"":                   "",
		"0612345678":         "06 12 34 56 78",
		" 06.12.34.56.78":    "06 12 34 56 78",
		"+33 6 12 34 56 78":  "06 12 34 56 78",
		"+33 (0)612345678":   "06 12 34 56 78",
		"0033612345678":      "06 12 34 56 78",
		"+32 475 12 34 56":   "+32475123456",
		"0032475123456":      "+32475123456",
		"061234567":          "refused",
		"06 12 34 56 78 90":  "refused",
		"12":                 "refused",
		"06 12 34 56 78 bis": "refused",
		"+1":                 "refused",
	} {
		got, err := Read(typed)
		if err != nil {
			got = "refused"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
		if again, err := Read(got); got != "refused" && (err != nil || again != got) {
			t.Errorf("%q is read again as %q, %v", got, again, err)
		}
	}
}

func TestWhatLooksLikeANumber(t *testing.T) {
	for typed, want := range map[string]bool{"06 12": true, "06.12.34": true, "+33 612": true, "06": false,
		"F001": false, "martin": false, "12 bis": false} {
		if got := Looks(typed); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
	if got := Digits("+33 6 12"); got != "0612" {
		t.Errorf("the beginning of a number: %s", got)
	}
}
