package app

import (
	"context"
	"strings"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/load"
)

// welcomeArrival stores the family that came to the counter of the first town on Monday, as its manager does, and
// enrols its children in the meals that admit them.
func welcomeArrival(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	c, err := a.Loader.Catalogues.Current(ctx, q, ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, AccountID: clerk.ID, Origin: desk.FromCommand}
	year, _, _ := today.YMD()
	child := load.NewChild{FirstName: "Inès", BirthDate: civil.New(year-8, 3, 14).String(), From: today.String()}
	for _, s := range c.Schools {
		if !s.Archived && (child.School == "" || strings.Contains(s.Name, "lémentaire")) {
			child.School = s.Name
		}
	}
	pupil := town.Pupil{Birth: civil.New(year-8, 3, 14)}
	for _, one := range c.Activities {
		turned, _ := c.Admits(one, pupil, today)
		if one.Category.Nature == town.Food && one.From <= today && today <= one.To && turned == town.Admitted &&
			!strings.Contains(one.Name, "aternelle") {
			child.Activities = append(child.Activities, one.Code)
			break
		}
	}
	n := load.NewFamily{Civility: "Mme", LastName: "Arrighi", FirstName: "Sonia",
		Email: "sonia.arrighi@example.org", Phone: "06 39 98 00 12", Address: "8 place de la Mairie",
		Second: load.SecondAdult{FirstName: "Paul", LastName: "Mattei", Email: "paul.mattei@example.org",
			Phone: "06 39 98 00 13"},
		Children: []load.NewChild{child}, Reason: "arrivée dans la commune lundi, au guichet"}
	_, open, err := a.People.Opening(ctx, d, n.Adults(), n.Reason)
	if err != nil {
		return err
	}
	_, _, err = a.Loader.AddFamily(ctx, d, n, open)
	return err
}
