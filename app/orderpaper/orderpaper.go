// Package orderpaper prints an order of meals to a caterer. It depends on nothing but the order: printed again, or
// attached to a mail that is sent again, it is the same paper. It names no child.
package orderpaper

import (
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
	"cartable/app/paper"
)

// Title names an order on paper.
func Title(o office.MealOrderRow) string {
	return fmt.Sprintf("Bon de commande %s, version %d", o.Number, o.Version)
}

// File is the name of an order's file, without its extension.
func File(o office.MealOrderRow) string { return fmt.Sprintf("bon-%s-v%d", o.Number, o.Version) }

// Paper is an order on paper, with instants in a time zone.
func Paper(o office.MealOrderRow, loc *time.Location) *paper.Doc {
	at := o.At.In(loc)
	doc := paper.New(Title(o), o.Address, at)
	doc.Title(Title(o))
	doc.Facts([2]string{"Repas du", o.Date.Long()}, [2]string{"Activité", o.Activity},
		[2]string{"Établi le", civil.Of(at).Numeric() + " à " + civil.TimeOf(at).Human()})
	if o.Version > 1 {
		doc.Text("Ce bon ne donne que les différences avec les versions précédentes.")
	}
	var rows [][]string
	for _, l := range o.Lines {
		rows = append(rows, []string{kitchen.SiteWord(l.School), l.Kind.Word(), o.Signed(l.Number)})
	}
	doc.Table([]paper.Column{{Title: "Site"}, {Title: "Repas", Width: 60}, {Title: "Nombre", Width: 30, Amount: true}},
		append(rows, []string{"=Total", "", o.Signed(o.More - o.Fewer)}))
	return doc
}
