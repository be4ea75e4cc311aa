package town

import (
	"fmt"
	"math"
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

type colour [3]float64 // red, green, blue: 0 to 255

// The surfaces on which the pages write in this colour, by day and by night: see --card and --sunk of app.css.
var (
	white    = colour{255, 255, 255}
	sunk     = colour{0xed, 0xf1, 0xf5}
	dark     = colour{0x17, 0x1d, 0x23}
	sunkDark = colour{0x20, 0x28, 0x30}
)

// The contrast between a text and its background that WCAG requires at level AA (1.4.3).
const readable = 4.5

// ParseAccent reads a colour, "#0b5394" or "0b5394", and returns what the pages use. wrong says in French why the
// colour is refused: it is none, or a text in it, or on it, could not be read.
func ParseAccent(typed string) (a Accent, wrong string) {
	code := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "#"))
	n, err := strconv.ParseUint(code, 16, 32)
	if err != nil || len(code) != 6 {
		return a, quoted(typed) + " n'est pas une couleur"
	}
	day := colour{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}
	soft := day.mix(white, .9)
	for _, on := range []struct {
		colour
		name string
	}{{white, "sur fond blanc"}, {sunk, "sur fond gris clair"}, {soft, "sur sa propre teinte claire"}} {
		if has := contrast(day, on.colour); has < readable {
			return a, fmt.Sprintf("cette couleur ne se lit pas assez bien %s\u00a0: son contraste est de %s, il en faut "+
				"%s", on.name, decimal(has), decimal(readable))
		}
	}
	night, softDark := day, day.mix(dark, .75)
	for share := .0; contrast(night, sunkDark) < readable || contrast(night, softDark) < readable; share += .05 {
		night = day.mix(white, share)
	}
	return Accent{code, day.hex(), soft.hex(), night.hex(), dark.mix(colour{}, .4).hex(), softDark.hex()}, ""
}

// mix returns the colour with a share of another one, from 0 to 1.
func (c colour) mix(other colour, share float64) colour {
	for i := range c {
		c[i] = math.Round(c[i]*(1-share) + other[i]*share)
	}
	return c
}

func (c colour) hex() string { return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2])) }

// luminance is that of WCAG 2: 0 is black, 1 is white.
func (c colour) luminance() float64 {
	part := func(v float64) float64 {
		if v /= 255; v > .04045 {
			return math.Pow((v+.055)/1.055, 2.4)
		}
		return v / 12.92
	}
	return .2126*part(c[0]) + .7152*part(c[1]) + .0722*part(c[2])
}

// contrast is that of WCAG 2: from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// decimal writes a number with one digit, rounded down: 4,46 is not enough for 4,5.
func decimal(n float64) string {
	return strings.Replace(strconv.FormatFloat(math.Floor(n*10)/10, 'f', 1, 64), ".", ",", 1)
}
