package town

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAColourIsRefusedWithItsContrast(t *testing.T) {
	for typed, want := range map[string]string{
		"":         "n'est pas une couleur",
		"bleu":     "n'est pas une couleur",
		"#12345":   "n'est pas une couleur",
		"#1234567": "n'est pas une couleur",
		"#f0a000":  "sur fond blanc\u00a0: son contraste est de 2,1, il en faut 4,5",
		"#ffffff":  "contraste est de 1,0",
		"#767676":  "sur fond gris clair",
		"#0b5394":  "",
		" 0B5394":  "",
		"#000000":  "",
	} {
		_, wrong := ParseAccent(typed)
		if (wrong == "") != (want == "") || !strings.Contains(wrong, want) {
			t.Errorf("%q: %q, want %q", typed, wrong, want)
		}
	}
}

// The figures of WCAG's own examples, and of the formula for every grey.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b colour
		want int
	}{{black, white, 210}, {white, white, 10}, {colour{0x76, 0x76, 0x76}, white, 45}, {colour{0x77, 0x77, 0x77}, white,
		44}, {colour{0xff, 0, 0}, white, 39}, {colour{0, 0, 0xff}, white, 85}} {
		if got := contrast(c.a, c.b); got != c.want {
			t.Errorf("%v on %v: %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for v := range 256 {
		want := float64(v) / 255 / 12.92
		if v > 10 {
			want = math.Pow((float64(v)/255+.055)/1.055, 2.4)
		}
		if got := linear(v); math.Abs(float64(got)-want*1e6) > 1.5 {
			t.Errorf("linear(%d) = %d, want %.1f", v, got, want*1e6)
		}
	}
}

// Whatever colour is accepted, what is written in it and on it can be read by day and by night.
func TestAnAcceptedColourCanBeRead(t *testing.T) {
	parse := func(hex string) colour {
		var n [3]int
		for i := range n {
			for _, digit := range hex[1+2*i : 3+2*i] {
				n[i] = n[i]*16 + strings.IndexRune("0123456789abcdef", digit)
			}
		}
		return colour(n)
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching("#[0-9a-f]{6}").Draw(t, "colour")
		a, wrong := ParseAccent(typed)
		if wrong != "" {
			if a != (Accent{}) {
				t.Fatalf("%s was refused and is used", typed)
			}
			return
		}
		for _, pair := range [][2]colour{{parse(a.Main), white}, {parse(a.Main), sunk}, {parse(a.Main), parse(a.Soft)},
			{parse(a.MainDark), dark}, {parse(a.MainDark), sunkDark}, {parse(a.MainDark), parse(a.SoftDark)},
			{parse(a.MainDark), parse(a.OnDark)}} {
			if has := contrast(pair[0], pair[1]); has < readable {
				t.Fatalf("%s: %v on %v has %d", typed, pair[0], pair[1], has)
			}
		}
	})
}
