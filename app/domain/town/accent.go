package town

import (
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"
)

// Accent is a structure's own colour, as the pages use it: the typed one by day, a paler one by night.
type Accent struct {
	Code             string // "0b5394", as typed
	Main, Soft       string // by day: the colour, and the background of what is chosen; "#rrggbb"
	MainDark, OnDark string // by night: the colour, and the text on it
	SoftDark         string
}

type colour [3]int // red, green, blue: 0 to 255

// The surfaces on which the pages write in this colour, by day and by night: see --card and --sunk of app.css.
var (
	black    = colour{}
	white    = colour{255, 255, 255}
	sunk     = colour{0xed, 0xf1, 0xf5}
	dark     = colour{0x17, 0x1d, 0x23}
	sunkDark = colour{0x20, 0x28, 0x30}
)

// readable is ten times the contrast between a text and its background that WCAG requires at level AA (1.4.3).
const readable = 45

// ParseAccent reads a colour, "#0b5394" or "0b5394", and returns what the pages use. wrong says in French why the
// colour is refused: it is none, or a text in it, or on it, could not be read.
func ParseAccent(typed string) (a Accent, wrong string) {
	code := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "#"))
	n, err := strconv.ParseInt(code, 16, 32)
	if err != nil || len(code) != 6 || n < 0 {
		return a, quoted(typed) + " n'est pas une couleur"
	}
	day := colour{int(n >> 16), int(n >> 8 & 255), int(n & 255)}
	soft := day.mix(white, 90)
	for _, on := range []struct {
		colour
		name string
	}{{white, "sur fond blanc"}, {sunk, "sur fond gris clair"}, {soft, "sur sa propre teinte claire"}} {
		if has := contrast(day, on.colour); has < readable {
			return a, fmt.Sprintf("cette couleur ne se lit pas assez bien %s\u00a0: son contraste est de %s, il en "+
				"faut %s", on.name, decimal(has), decimal(readable))
		}
	}
	night, softDark := day, day.mix(dark, 75)
	for share := 5; contrast(night, sunkDark) < readable || contrast(night, softDark) < readable; share += 5 {
		night = day.mix(white, share)
	}
	return Accent{code, day.hex(), soft.hex(), night.hex(), dark.mix(black, 40).hex(), softDark.hex()}, ""
}

// mix returns the colour with a share of another one, in percent.
func (c colour) mix(other colour, percent int) colour {
	for i := range c {
		c[i] = (c[i]*(100-percent) + other[i]*percent + 50) / 100
	}
	return c
}

func (c colour) hex() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// luminance is that of WCAG 2, in millionths: 0 is black, a million is white.
func (c colour) luminance() int {
	return (2126*linear(c[0]) + 7152*linear(c[1]) + 722*linear(c[2])) / 10_000
}

// linear is the light of one part of a colour, in millionths: v/255/12.92 of a dark one, else the power 2.4 of
// (v/255 + 0.055) / 1.055, which is (1000v + 14025) / 269025. Its fifth power is a whole power, hence found exactly.
func linear(v int) int {
	if v <= 10 {
		return v * 100_000_000 / (255 * 1292)
	}
	twelfth := func(n int) *big.Int { return new(big.Int).Exp(big.NewInt(int64(n)), big.NewInt(12), nil) }
	fifth := func(n int) *big.Int { return new(big.Int).Exp(big.NewInt(int64(n)), big.NewInt(5), nil) }
	light := new(big.Int).Mul(twelfth(1000*v+14_025), fifth(1_000_000))
	light.Div(light, twelfth(269_025))
	return sort.Search(1_000_000, func(n int) bool { return fifth(n+1).Cmp(light) > 0 })
}

// contrast is ten times that of WCAG 2, rounded down: from 10 to 210.
func contrast(a, b colour) int {
	x, y := a.luminance(), b.luminance()
	return 10 * (max(x, y) + 50_000) / (min(x, y) + 50_000)
}

// decimal writes tenths: 4,5.
func decimal(tenths int) string { return fmt.Sprintf("%d,%d", tenths/10, tenths%10) }
