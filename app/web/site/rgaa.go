package site

import (
	_ "embed"
	"strings"
)

// RGAA is the table of the accessibility audit; its first lines explain it.
//
//go:embed rgaa.txt
var RGAA string

// Conformity is the result that the declaration of accessibility publishes.
type Conformity struct {
	Conform, Failing int      // of the criteria that apply
	Faults           []string // what is not accessible, in the words of the declaration
}

// Audited is the result of the table.
var Audited = ConformityOf(RGAA)

// ConformityOf counts the lines of a table.
func ConformityOf(table string) (a Conformity) {
	for line := range strings.Lines(table) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if strings.HasPrefix(line, "#") || len(parts) != 3 {
			continue
		}
		switch parts[1] {
		case "C":
			a.Conform++
		case "NC":
			a.Failing++
			a.Faults = append(a.Faults, parts[2])
		}
	}
	return a
}

// Applied returns how many criteria apply.
func (a Conformity) Applied() int { return a.Conform + a.Failing }

// Rate returns the share of criteria that are conform, in whole percents, rounded down.
func (a Conformity) Rate() int {
	if a.Conform == 0 {
		return 0
	}
	return a.Conform * 100 / a.Applied()
}

// Accessibility returns the words that every page must show.
func (Layout) Accessibility() string { return Audited.State() }

// State returns the words of the law: a site is partly conform from half of the criteria on.
func (a Conformity) State() string {
	switch {
	case a.Failing == 0 && a.Conform > 0:
		return "totalement conforme"
	case a.Rate() >= 50:
		return "partiellement conforme"
	}
	return "non conforme"
}
