package load

import (
	"fmt"
	"slices"
	"strings"
)

// Part is a section of an import's summary besides its counts: a title, and lines.
type Part struct {
	Title string
	Lines []string
	More  int // lines that are not shown
}

// The titles, in the order in which they are shown.
const (
	ReadAs    = "Lus autrement qu'en UTF-8 avec des virgules"
	Effects   = "Ce que l'import change"
	Differing = "Changé par le fichier et par quelqu'un depuis le dernier import (c'est la saisie du portail qui reste)"
	LaterHere = "Changé sur le portail depuis le dernier import, et gardé"
	NewRights = "Comptes qui existaient et reçoivent un droit de plus"
	Homes     = "Enfants qui entrent dans un second foyer"
	Doubts    = "À vérifier"
	Unnamed   = "Enregistré ici et absent des fichiers (rien n'est retiré)"
)

var titles = []string{ReadAs, Effects, Differing, LaterHere, NewRights, Homes, Doubts, Unnamed}

// mostLines is how many lines of a part are shown.
const mostLines = 200

// tell adds a line to a part of the summary.
func (im *importing) tell(title, format string, args ...any) {
	p := im.parts[title]
	if p == nil {
		p = &Part{Title: title}
		im.parts[title] = p
	}
	if len(p.Lines) == mostLines {
		p.More++
		return
	}
	p.Lines = append(p.Lines, printable(fmt.Sprintf(format, args...)))
}

// readAs reports once how a file was read.
func (im *importing) readAs(file, how string) {
	if how == "" {
		return
	}
	line := file + " : " + how
	if p := im.parts[ReadAs]; p == nil || !slices.Contains(p.Lines, line) {
		im.tell(ReadAs, "%s", line)
	}
}

func (im *importing) summary() Summary {
	s := Summary{Rehearsed: im.opts.Rehearse, Drawn: im.drawn}
	for _, f := range importFiles {
		if counts := im.files[f.name]; counts != nil {
			s.Files = append(s.Files, *counts)
		}
	}
	for _, title := range titles {
		if p := im.parts[title]; p != nil {
			s.Parts = append(s.Parts, *p)
		}
	}
	return s
}

// Part returns the lines under a title; none when there is nothing to report.
func (s Summary) Part(title string) []string {
	for _, p := range s.Parts {
		if p.Title == title {
			return p.Lines
		}
	}
	return nil
}

// String returns the summary for a terminal.
func (s Summary) String() string {
	var b strings.Builder
	if s.Rehearsed {
		b.WriteString("Répétition : rien n'est écrit, personne n'est prévenu.\n\n")
	}
	fmt.Fprintf(&b, "%-18s %9s %9s %9s\n", "fichier", "lignes", "nouvelles", "modifiées")
	for _, f := range s.Files {
		fmt.Fprintf(&b, "%-18s %9d %9d %9d\n", f.Name, f.Read, f.New, f.Changed)
	}
	for _, p := range s.Parts {
		fmt.Fprintf(&b, "\n%s :\n", p.Title)
		for _, line := range p.Lines {
			b.WriteString("  " + line + "\n")
		}
		if p.More > 0 {
			fmt.Fprintf(&b, "  et %d autres\n", p.More)
		}
	}
	return b.String()
}
