package plain

import "testing"

func TestCuts(t *testing.T) {
	for _, c := range []struct {
		text       string
		most       int
		cut, short string
	}{
		{"", 3, "", ""},
		{"été", 3, "été", "été"},
		{"étés", 3, "été", "été…"},
		{"a\x00b\xffc", 5, "ab\uFFFDc", "ab\uFFFDc"},
		{"ab\x00", 2, "ab", "ab"},
		{"ab", 0, "", "…"},
	} {
		if got := Cut(c.text, c.most); got != c.cut {
			t.Errorf("Cut(%q, %d): %q", c.text, c.most, got)
		}
		if got := Short(c.text, c.most); got != c.short {
			t.Errorf("Short(%q, %d): %q", c.text, c.most, got)
		}
	}
	if got := OneLine(" a\r\nb\u2028 c\u00a0! "); got != "a b c\u00a0!" {
		t.Errorf("%q", got)
	}
}

// Invisible characters that copying brings along are removed; those that a name needs are kept.
func TestWhatDoesNotShow(t *testing.T) {
	for text, want := range map[string]string{
		"Zo\u00e9":                 "Zo\u00e9",
		"\ufeffMar\u00adtin\u200b": "Martin",
		"\u202enitraM\u202c":       "nitraM",
		"a\u200db":                 "ab",
		"\u200dab\u200d":           "ab",
		"क्\u200dष":                "क्\u200dष", // a joiner that shapes a letter
		"ligne\r\nautre\tcase":     "ligne\r\nautre\tcase",
		"cloche\a\x1b[31m":         "cloche[31m",
		"\xff":                     "",
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := OneLine("sujet\u202e\r\nBcc: x"); got != "sujet Bcc: x" {
		t.Errorf("%q", got)
	}
}

// Each letter stands for the same number of byte values, so that all are equally likely.
func TestACodeIsEven(t *testing.T) {
	seen := map[byte]int{}
	for b := range 256 {
		seen[Code([]byte{byte(b)})[0]]++
	}
	for i := range Alphabet {
		if seen[Alphabet[i]] != 8 {
			t.Errorf("%c: %d", Alphabet[i], seen[Alphabet[i]])
		}
	}
}
