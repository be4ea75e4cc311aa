package lang

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/civil"
)

// figures is how a language writes hours and amounts.
type figures struct {
	clock            string // of an hour and its minutes
	euros            string // of the euros and the cents
	thousands, point string
}

var (
	clock   = regexp.MustCompile(`\b(\d{1,2}) h(?: (\d\d))?\b`)
	amount  = regexp.MustCompile(`^([−-]?)(\d[\d ]*),(\d\d) €$`)
	percent = regexp.MustCompile(`^(\d+)(?:,(\d+))? %$`)
	number  = regexp.MustCompile(`^\d+$`)
)

// figure says an amount, a percentage or a number.
func (l *Language) figure(french string) (said string, known bool) {
	whole := amount.FindStringSubmatch(french)
	rate := percent.FindStringSubmatch(french)
	switch {
	case number.MatchString(french):
		return french, true
	case whole == nil && rate == nil:
		return "", false
	case l.figures == nil: // with the spaces that the French has
		return thousand.ReplaceAllString(strings.NewReplacer(" €", nbsp+"€", " %", nbsp+"%").Replace(french),
			"$1\u202f$2"), true
	case whole != nil:
		return whole[1] + fmt.Sprintf(l.figures.euros, strings.ReplaceAll(whole[2], " ", l.figures.thousands),
			whole[3]), true
	}
	if rate[2] != "" {
		return rate[1] + l.figures.point + rate[2] + "%", true
	}
	return rate[1] + "%", true
}

var thousand = regexp.MustCompile(`(\d) (\d{3})`)

// relative are the words of a date that are no weekday and no month; joining are those that are no date by themselves.
var (
	relative = []string{"aujourd'hui", "demain", "minuit"}
	joining  = []string{"à", "et", "du", "au", "le"}
)

// dateWords are the words of French dates, as civil writes them. Each is an entry of a catalogue.
var dateWords = func() []string {
	all := slices.Concat([]string{"1er"}, relative, joining, civil.WeekdayNames[1:], civil.WeekdayShort[1:])
	for month := time.January; month <= time.December; month++ {
		day := civil.New(2026, month, 2)
		short := strings.Fields(day.Medium())[2]
		all = append(all, day.Month().Name(), short)
	}
	slices.Sort(all)
	return slices.Compact(all)
}()

// DateWords returns the words of French dates: every catalogue has them.
func DateWords() []string { return slices.Clone(dateWords) }

var (
	between = regexp.MustCompile(`[^ ,–]+`)
	plain   = regexp.MustCompile(`^\d+([:/]\d+)*$`)
)

// date says a date, an hour, both, or a few of them. Its words are in the order of the French.
func (l *Language) date(french string) (said string, known bool) {
	said = french
	dated := clock.MatchString(french)
	if dated && l.figures != nil {
		said = clock.ReplaceAllStringFunc(french, func(hour string) string {
			parts := clock.FindStringSubmatch(hour)
			h, _ := strconv.Atoi(parts[1])
			m, _ := strconv.Atoi(parts[2])
			return fmt.Sprintf(l.figures.clock, h, m)
		})
	} else if dated {
		said = clock.ReplaceAllStringFunc(french, func(hour string) string {
			return strings.ReplaceAll(hour, " ", nbsp)
		})
	}
	known = true
	said = between.ReplaceAllStringFunc(said, func(word string) string {
		if plain.MatchString(word) || strings.Contains(word, nbsp) {
			return word
		}
		other, is := l.dates[word]
		known = known && is
		dated = dated || is && !slices.Contains(joining, word)
		return other
	})
	return said, known && dated
}
