package operation

import (
	"fmt"
	"strings"

	"cartable/app/domain/effect"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// refusedWords says what an opération may not remove.
func refusedWords(c *town.Catalogue, one computed) string {
	var names []string
	for _, t := range one.effect.Refused {
		switch t.Kind {
		case town.NounActivity:
			if a := c.ActivityByID(t.ID); a != nil {
				names = append(names, a.Name)
			}
		case town.NounPool:
			for _, p := range c.Pools {
				if p.ID == t.ID {
					names = append(names, p.Name)
				}
			}
		case effect.Household:
			names = append(names, "une famille")
		}
	}
	return fmt.Sprintf("%s a déjà servi à des réservations\u00a0: archivez au lieu de supprimer.",
		strings.Join(names, ", "))
}

// changedWords returns why a prepared opération can no longer be applied: a setting is no longer as it was, or another
// one has come that does not go with it; empty for any other error.
func changedWords(err error) string {
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Invalid {
		return "Les réglages ont changé depuis que cette opération a été préparée\u00a0: " + fault.Message(err)
	}
	return ""
}
