package office

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/phone"
	"cartable/app/domain/town"
)

// Edit is a form over a family or a child: what it showed, what was typed, by field, and why. Who was overtaken by
// another clerk is told what that one changed, and keeps what was typed.
type Edit struct {
	Shown, Typed map[string]string
	Reason       string
}

// part is a field of such a form.
type part struct{ Name, Label string }

// Overtaken is the error of a form over something that another clerk has changed since it was shown.
type Overtaken struct{ Moved []town.Difference }

func (e Overtaken) Error() string {
	return fmt.Sprintf("%d fields have changed since the form was shown", len(e.Moved))
}

// complete keeps what is stored of the fields that the form did not have.
func (e Edit) complete(now map[string]string) {
	for name, value := range now {
		if _, asked := e.Typed[name]; !asked {
			e.Typed[name] = value
		}
	}
}

// against returns what the form changes in what is stored now; the fault is Overtaken. A form that was sent twice
// changes nothing.
func (e Edit) against(now map[string]string, parts []part) (changed []town.Difference, err error) {
	var moved []town.Difference
	for _, p := range parts {
		typed := e.Typed[p.Name]
		if shown, known := e.Shown[p.Name]; known && shown != now[p.Name] {
			moved = append(moved, town.Difference{Field: p.Name, Label: p.Label, Was: shown, Became: now[p.Name]})
		}
		if typed != now[p.Name] {
			changed = append(changed, town.Difference{Field: p.Name, Label: p.Label, Was: now[p.Name], Became: typed})
		}
	}
	if len(moved) > 0 && len(changed) > 0 {
		return nil, Overtaken{moved}
	}
	return changed, nil
}

// sides returns both sides of changes, as a line of the journal has them.
func sides(changed []town.Difference) (was, became string) {
	side := func(value func(town.Difference) string) string {
		var all []string
		for _, d := range changed {
			text := value(d)
			if text == "" {
				text = "rien"
			}
			all = append(all, d.Label+"\u00a0: "+text)
		}
		return strings.Join(all, ", ")
	}
	return side(func(d town.Difference) string { return d.Was }),
		side(func(d town.Difference) string { return d.Became })
}

func (e Edit) limit(wrong *fault.Many, most int, names ...string) {
	for _, name := range names {
		if utf8.RuneCountInString(e.Typed[name]) > most {
			wrong.Addf(name, "Ce texte est trop long\u00a0: %d caractères au plus.", most)
		}
	}
}

// readPhone writes a typed telephone as it is stored.
func (e Edit) readPhone(wrong *fault.Many, name string) {
	number, err := phone.Read(e.Typed[name])
	if err != nil {
		wrong.Addf(name, "%s", fault.Message(err))
		return
	}
	e.Typed[name] = number
}

// need refuses an empty field.
func (e Edit) need(wrong *fault.Many, name, sentence string) {
	if e.Typed[name] == "" {
		wrong.Addf(name, "%s", sentence)
	}
}

// oldestAge is the age in years above which a birth date is a mistake.
const oldestAge = 110

// readBirth returns a birth date, with the faults of the form.
func readBirth(wrong *fault.Many, name, typed string, today civil.Date) civil.Date {
	birth, err := civil.Typed(typed)
	year, month, day := today.YMD()
	switch {
	case err != nil:
		wrong.Addf(name, "Indiquez une date de naissance.")
	case birth > today:
		wrong.Addf(name, "Cette date de naissance est à venir\u00a0: vérifiez l'année.")
	case birth < civil.New(year-oldestAge, month, day):
		wrong.Addf(name, "Cette date de naissance est trop ancienne\u00a0: vérifiez l'année.")
	}
	return birth
}
