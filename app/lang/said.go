package lang

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences that are made in Go, in French: the reason of a refusal, a deadline, a price, a date. A sentence is the
// message that it was made of, and Say finds that message again; what stands for %s is said by itself, if it is a date,
// an amount or a message, and is a name otherwise.

// Say returns a French sentence, or several, in the language. known is false when a part is not in the catalogue: the
// French is then returned whole, and no half of it.
func (l *Language) Say(french string) (said string, known bool) {
	if l.IsFrench() || french == "" {
		return french, true
	}
	if said, known = l.say(soft(french)); known {
		return said, true
	}
	return french, l.reads
}

// Tr is Say where an unknown sentence cannot be marked as French: in an attribute, or as a part of a sentence.
func (l *Language) Tr(french string) string {
	said, _ := l.Say(french)
	return said
}

// HTML is Say in the text of a page: what the catalogue lacks is marked as French, for screen readers.
func (l *Language) HTML(french string) template.HTML {
	said, known := l.Say(french)
	escaped := template.HTMLEscapeString(said)
	if !known {
		escaped = `<span lang="fr">` + escaped + "</span>"
	}
	return template.HTML(escaped) // #nosec G203 -- escaped
}

// Line says a line of a mail, "lun. 21/12, Restauration, MARTIN Léa. Le délai est passé.": each sentence that is known,
// and the date before names.
func (l *Language) Line(french string) string {
	if l.IsFrench() {
		return french
	}
	var said []string
	for rest := soft(french); rest != ""; {
		one := rest
		if at := ends.FindStringIndex(rest); at != nil {
			one, rest = rest[:at[0]+1], rest[at[0]+2:]
		} else {
			rest = ""
		}
		text, known := l.say(one)
		if date, names, cut := strings.Cut(one, ", "); !known && cut {
			text = l.Tr(date) + ", " + names
		} else if !known {
			text = one
		}
		said = append(said, text)
	}
	return strings.Join(said, " ")
}

// Joint returns what stands between two parts of a line where French has " : " or " ; ".
func (l *Language) Joint(french string) string {
	said, _ := l.Message(french)
	return said
}

// ends finds the end of a sentence that another follows.
var ends = regexp.MustCompile(`[.!?] \p{Lu}`)

// joints separate parts of a line that are messages by themselves.
var joints = []string{" · ", " – ", " : ", ", "}

func (l *Language) say(french string) (said string, known bool) {
	if said, known = l.word(french); known {
		return said, true
	}
	if at := ends.FindStringIndex(french); at != nil {
		first, known := l.say(french[:at[0]+1])
		if !known {
			return "", false
		}
		rest, known := l.say(french[at[0]+2:])
		return first + " " + rest, known
	}
	if said, known = l.match(french); known {
		return said, true
	}
	if rest, dotted := strings.CutSuffix(french, "."); dotted {
		if said, known = l.say(rest); known {
			return said + ".", true
		}
	}
	for _, joint := range joints {
		first, rest, parts := strings.Cut(french, joint)
		if !parts {
			continue
		}
		first, known := l.say(first)
		if !known {
			continue
		}
		if rest, known = l.say(rest); known {
			return first + l.Joint(joint) + rest, true
		}
	}
	return "", false
}

// word says what is one message, date or figure. A capital at the start is kept.
func (l *Language) word(french string) (said string, known bool) {
	if said, known = l.fixed(french); known {
		return said, true
	}
	if said, known = l.figure(french); known {
		return said, true
	}
	if said, known = l.date(french); known {
		return said, true
	}
	first, size := utf8.DecodeRuneInString(french)
	if !unicode.IsUpper(first) {
		return "", false
	}
	small := string(unicode.ToLower(first)) + french[size:]
	if said, known = l.fixed(small); !known {
		said, known = l.date(small)
	}
	if first, size = utf8.DecodeRuneInString(said); known {
		said = string(unicode.ToUpper(first)) + said[size:]
	}
	return said, known
}

// pattern is a message with verbs, in French: what stands around them.
type pattern struct {
	message
	fixed []string // one more than verbs
	verbs []byte   // 's' or 'd'
}

var verb = regexp.MustCompile(`%[sd]`)

func patternOf(id string, m message) pattern {
	p := pattern{message: m, fixed: verb.Split(id, -1)}
	for _, v := range verb.FindAllString(id, -1) {
		p.verbs = append(p.verbs, v[1])
	}
	return p
}

// mostFixed sorts the patterns: one that says more comes first.
func mostFixed(a, b pattern) int {
	if d := len(strings.Join(b.fixed, "")) - len(strings.Join(a.fixed, "")); d != 0 {
		return d
	}
	return strings.Compare(a.id, b.id)
}

// match says what was made of a message with verbs.
func (l *Language) match(french string) (said string, known bool) {
	for _, p := range l.patterns {
		args, ok := p.match(french)
		if !ok {
			continue
		}
		if last := args[len(args)-1]; p.fixed[len(args)] == "" && strings.HasSuffix(last, ".") {
			if _, whole := l.say(last); !whole { // the full stop ends the sentence, and not what stands for the verb
				return "", false
			}
		}
		n, counted := 1, false
		values := make([]any, len(args))
		for i, arg := range args {
			if p.verbs[i] == 'd' {
				number, _ := strconv.Atoi(arg)
				if values[i] = number; !counted {
					n, counted = number, true
				}
				continue
			}
			values[i] = arg
			if said, known := l.say(arg); known {
				values[i] = said
			}
		}
		return fmt.Sprintf(l.text(p.message, n), values...), true
	}
	return "", false
}

// match returns what stands for the verbs.
func (p pattern) match(french string) (args []string, ok bool) {
	last := len(p.fixed) - 1
	rest, ok := strings.CutPrefix(french, p.fixed[0])
	if !ok {
		return nil, false
	}
	for i := range p.verbs {
		at := strings.Index(rest, p.fixed[i+1])
		if i+1 == last {
			at = len(rest) - len(p.fixed[last])
			ok = strings.HasSuffix(rest, p.fixed[last])
		}
		if !ok || at <= 0 {
			return nil, false
		}
		if p.verbs[i] == 'd' && !digits(rest[:at]) {
			return nil, false
		}
		args = append(args, rest[:at])
		rest = rest[at+len(p.fixed[i+1]):]
	}
	return args, true
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

const nbsp = "\u00a0"

// soft returns a text with ordinary spaces: a key has no others.
func soft(s string) string { return softer.Replace(s) }

var softer = strings.NewReplacer(nbsp, " ", "\u202f", " ")

// hard returns a French text with the spaces that French asks for before a double punctuation, and inside quotes.
func hard(s string) string { return harder.Replace(s) }

var harder = strings.NewReplacer(" :", nbsp+":", " ?", nbsp+"?", " !", nbsp+"!", " ;", nbsp+";", "« ", "«"+nbsp, " »",
	nbsp+"»", "n° ", "n°"+nbsp, " €", nbsp+"€", "24 heures", "24"+nbsp+"heures")
