// Package lang says the portal's French sentences in other languages.
//
// A French sentence is its own key. The catalogues are gettext files, one a language, en.po and fr-x-falc.po: each
// sentence of a translated page stands in each of them, or the program does not start. Templates name theirs,
// {{t "Réserver pour %s" .Name}}, which the renderer replaces when it parses them (app/web/site/languages.go).
// Sentences that rules make in Go stay French there: Say recognises them by the message with its %s and %d (said.go).
// How to add a sentence or a language: DOMAIN.md 12.3 and 12.4.
package lang

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/leonelquinteros/gotext"
	"golang.org/x/text/language"
)

//go:embed *.po
var files embed.FS

// Language is one in which pages are shown.
type Language struct {
	Tag  string // of the attribute lang, BCP 47
	Name string // as its own readers write it
	Dir  string // "ltr" or "rtl"

	reads    bool // French sentences can stay among its own: its readers read French
	po       *gotext.Po
	messages map[string]message
	patterns []pattern
	dates    map[string]string // the words of French dates
	figures  *figures          // nil: written as in French
}

// message is an entry of a catalogue.
type message struct {
	id, plural string
	said       string // what it says, in the singular
}

// The languages. The tag of « Facile à lire » is French for a browser and for a screen reader.
var (
	French  = &Language{Tag: "fr", Name: "Français", Dir: "ltr", reads: true}
	English = read(&Language{Tag: "en", Name: "English", Dir: "ltr",
		figures: &figures{clock: "%d:%02d", euros: "€%s.%s", thousands: ",", point: "."}})
	Easy = read(&Language{Tag: "fr-x-falc", Name: "Facile à lire", Dir: "ltr", reads: true})
)

// All returns the languages in the order in which they are offered.
func All() []*Language { return []*Language{French, English, Easy} }

// Of returns the language with a tag; nil for none and for an unknown one.
func Of(tag string) *Language {
	for _, l := range All() {
		if l.Tag == tag {
			return l
		}
	}
	return nil
}

var offered = language.NewMatcher([]language.Tag{language.French, language.English})

// Hint returns the language that a browser seems to prefer, by its header Accept-Language: French if it says nothing.
func Hint(accept string) *Language {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return French
	}
	if _, at, sure := offered.Match(tags...); at == 1 && sure > language.Low {
		return English
	}
	return French
}

// read fills a language from its file, which is a part of the program: an error is a programmer's.
func read(l *Language) *Language {
	text, err := files.ReadFile(l.Tag + ".po")
	if err != nil {
		panic(err)
	}
	l.fill(text)
	return l
}

// fill reads a catalogue.
func (l *Language) fill(text []byte) {
	l.po, l.messages = gotext.NewPo(), map[string]message{}
	l.po.Parse(text)
	for _, entry := range l.po.GetDomain().GetTranslations() {
		if entry.ID == "" || entry.Trs[0] == "" {
			continue
		}
		m := message{entry.ID, entry.PluralID, entry.Trs[0]}
		for _, id := range []string{entry.ID, entry.PluralID} {
			if id != "" {
				l.messages[soft(id)] = m
			}
		}
	}
	for id, m := range l.messages {
		if strings.Contains(id, "%") {
			l.patterns = append(l.patterns, patternOf(id, m))
		}
	}
	slices.SortFunc(l.patterns, mostFixed)
	l.dates = map[string]string{}
	for _, word := range dateWords {
		if said, known := l.fixed(word); known {
			l.dates[word] = said
		}
	}
}

// IsFrench reports whether pages are as they are written.
func (l *Language) IsFrench() bool { return l == nil || l.po == nil }

// Message returns the format of a message of a template, with its verbs. known is false when the catalogue lacks it.
func (l *Language) Message(french string) (said string, known bool) {
	if l.IsFrench() {
		return hard(french), true
	}
	return l.fixed(french)
}

// Format says a message of a mail, with its arguments; it stays French where the catalogue lacks it.
func (l *Language) Format(french string, args ...any) string {
	if !l.IsFrench() {
		french, _ = l.fixed(french)
	}
	return l.Fill(french, args...)
}

// Fill is fmt.Sprintf of a message in the language.
func (l *Language) Fill(message string, args ...any) string {
	if l.IsFrench() || l.reads {
		return Elided(message, args...)
	}
	return fmt.Sprintf(message, args...)
}

// fixed returns what an entry says, in the number of the French.
func (l *Language) fixed(french string) (said string, known bool) {
	key := soft(french)
	m, known := l.messages[key]
	switch {
	case !known:
		return french, false
	case key == soft(m.plural):
		return l.text(m, 2), true
	}
	return l.text(m, 1), true
}

// text returns the text of a message, in the number that the language has for n.
func (l *Language) text(m message, n int) string {
	said := m.said
	if m.plural != "" {
		said = l.po.GetN(m.id, m.plural, n)
	}
	if l.reads {
		said = hard(said)
	}
	return said
}

// Counted returns "3 jours" in the language: one and many are the French words after the number.
func (l *Language) Counted(n int, one, many string) string {
	return l.Numbered(n, "%d "+one, "%d "+many)
}

// Numbered returns the one of two French messages, which may contain the number as %d, that n asks for, in the
// language. In French, zero is singular.
func (l *Language) Numbered(n int, one, many string) string {
	text := many
	if -2 < n && n < 2 {
		text = one
	}
	text = strings.Replace(hard(text), "%d ", "%d"+nbsp, 1)
	if !l.IsFrench() {
		if m, known := l.messages[soft(one)]; known {
			text = l.text(m, n)
		}
	}
	if strings.Contains(text, "%d") {
		return fmt.Sprintf(text, n)
	}
	return text
}

// Keys lists the entries of a language's catalogue, those with a plural by both forms.
func (l *Language) Keys() (all [][2]string) {
	for _, entry := range l.po.GetDomain().GetTranslations() {
		if entry.ID != "" {
			all = append(all, [2]string{entry.ID, entry.PluralID})
		}
	}
	slices.SortFunc(all, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return all
}

// Texts returns what an entry says, in each number.
func (l *Language) Texts(id string) (all []string) {
	entry := l.po.GetDomain().GetTranslations()[id]
	for n := range len(entry.Trs) {
		all = append(all, entry.Trs[n])
	}
	return all
}
