package settings

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/domain/grid"
	"cartable/app/domain/money"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const tariffsPath = "/mairie/tarifs"

// tariffsView is the list of the grids. May: the user may prepare prices; otherwise the page only shows them.
type tariffsView struct {
	Grids []settings.SharedGrid
	May   bool
}

func (s *Pages) TariffsPage(c *fiber.Ctx) error {
	grids, err := s.Settings.Tariffs(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/tariffs", s.StaffLayout(c, "Tarifs", "tariffs"),
		tariffsView{grids, s.MayDo(c, access.SetTariffs)})
}

// gridTable is a grid as a page shows it, with the prices of another day beside those that differ.
type gridTable struct {
	Caption string
	grid.Grid
	Other grid.Grid
	When  string // of the other day: "puis", "aujourd'hui"; empty: there is none
}

func tableOf(caption string, g grid.Grid) gridTable { return gridTable{Caption: caption, Grid: g} }

func tableBeside(caption string, g, other grid.Grid, when string) gridTable {
	return gridTable{caption, g, other, when}
}

// Beside returns the price of the other day for a cell, in words; "" where it is the same, or not for one bracket.
func (t gridTable) Beside(row grid.Row, column int) string {
	if t.When == "" {
		return ""
	}
	cell, found := t.Other.Over(row, column, t.Split)
	if !found || cell.Empty() || cell.Equal(row.Cells[column]) {
		return ""
	}
	return t.When + " " + cellWords(cell)
}

// bracketWords returns a bracket in words: "QF de 400 € à moins de 800 €".
func bracketWords(min, max *money.Cents) string {
	round := func(c *money.Cents) string { return strings.Replace(c.String(), ",00", "", 1) }
	switch {
	case min != nil && max != nil:
		return "de " + round(min) + " à moins de " + round(max)
	case min != nil:
		return round(min) + " et plus"
	case max != nil:
		return "moins de " + round(max)
	}
	return "tous les quotients"
}

// cellWords returns the price of a cell in words.
func cellWords(c grid.Cell) string {
	switch {
	case c.Rate > 0:
		words := grid.Percent(c.Rate) + " du quotient"
		if c.Floor != nil {
			words += ", " + c.Floor.String() + " au moins"
		}
		if c.Ceiling != nil {
			words += ", " + c.Ceiling.String() + " au plus"
		}
		return words
	case c.Price != nil:
		return c.Price.String()
	}
	return ""
}

func residenceWords(resident *bool) string {
	switch {
	case resident == nil:
		return "toutes les familles"
	case *resident:
		return "habitants"
	}
	return "extérieurs"
}

func namesOf(all []settings.Choice) string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = one.Name
	}
	return strings.Join(names, ", ")
}

func tariffURL(code, under string) template.URL {
	return template.URL(tariffsPath + "/" + url.PathEscape(code) + under) // #nosec G203 -- ours, the code escaped
}

// withoutWords returns the price of a family without a QF.
func withoutWords(all []settings.Without) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = "aucun prix"
		if one.Price != nil {
			words[i] = one.Price.String()
		}
		if one.Resident != nil {
			words[i] += " (" + residenceWords(one.Resident) + ")"
		}
	}
	return strings.Join(words, ", ")
}
