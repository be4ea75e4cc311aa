package address

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/fault"
)

func TestRead(t *testing.T) {
	for typed, want := range map[string]string{
		"paul@example.org":                          "paul@example.org",
		" paul@example.org ; anne@example.org":      "paul@example.org anne@example.org",
		"paul@example.org;Paul@Example.org":         "paul@example.org",
		"a@example.org,b@example.org c@example.org": "a@example.org b@example.org c@example.org",
		"p.m+cantine@mail.example.org":              "p.m+cantine@mail.example.org",
		"":                                          "", ";": "", "paul": "", "paul@": "", "@example.org": "",
		"paul@example":            "",
		"Paul <paul@example.org>": "", "paul@[127.0.0.1]": "",
		"paul@exa mple.org": "", "a@b.fr;c@d.fr;e@f.fr;g@h.fr;i@j.fr;k@l.fr": "",
		"paul@éxample.org": "paul@xn--xample-9ua.org", "zoé@example.org": "", "paul@éx ample.org": "", "paul@é.": "",
		"\u200bpaul@example.org\ufeff": "paul@example.org", "paul@ex\u00adample.org": "paul@example.org",
		"paul@EXÄMPLE.de": "paul@xn--exmple-cua.de", "paul@example.org\x00": "",
		"paul@example.org\r\nBcc: x@example.org": "", strings.Repeat("a", 250) + "@example.org": "",
	} {
		got, err := Read("adresse", typed)
		if strings.Join(got, " ") != want || (err == nil) != (want != "") || err != nil &&
			fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

// Whatever is typed, the result is safe in a mail header.
func TestNothingForAHeadComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("ab@.;,\r\n<>\"")))).Draw(t, "typed")
		got, _ := Read("", typed)
		for _, a := range got {
			if strings.ContainsAny(a, "\r\n\x00;, ") || strings.Count(a, "@") < 1 || len(a) > Longest {
				t.Fatalf("%q gives %q", typed, a)
			}
		}
	})
}
