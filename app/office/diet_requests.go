package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/plain"
	"cartable/db"
)

// dietsShown is how many requests a page shows: the oldest first.
const dietsShown = 30

// DietRequests is what families ask of the diets of their children, to be answered.
type DietRequests struct {
	Rows []DietRequestRow
	More int // behind them
}

// DietRequestRow is a request with the child's file.
type DietRequestRow struct {
	ID                         int64
	First, Last, School, Class string
	Code, Family               string // who asked
	AskedAt                    time.Time
	Diet, Allergies            string // as asked
	Kind                       kitchen.Kind
	Has                        DietText // what the file says now
}

// DietText is what a file says, and how the kitchen counts it.
type DietText struct {
	Diet, Allergies string
	Kind            kitchen.Kind
}

// DietRequests returns the requests that wait for an answer. What they say of health is read by somebody: a line in the
// journal of each household says so (DOMAIN.md 10.7), or nothing is returned.
func (o *Office) DietRequests(ctx context.Context, d desk.Actor) (page DietRequests, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		page = DietRequests{}
		all, n, err := q.OpenDietRequests(ctx, d.StructureID, dietsShown)
		if err != nil {
			return err
		}
		page.More = n - len(all)
		children := make([]int64, len(all))
		for i, l := range all {
			children[i] = l.ChildID
		}
		families, err := q.FamiliesOfChildren(ctx, children)
		if err != nil {
			return err
		}
		var lines []db.JournalEntry
		for _, l := range all {
			page.Rows = append(page.Rows, DietRequestRow{ID: l.ID, First: l.FirstName, Last: l.LastName,
				School: l.School, Class: l.Class, Code: l.Code, Family: l.Family, AskedAt: l.AskedAt, Diet: l.Diet,
				Allergies: l.Allergies, Kind: kitchen.Of(l.Diet, l.Allergies),
				Has: DietText{l.HasDiet, l.HasAllergies, kitchen.Of(l.HasDiet, l.HasAllergies)}})
			for _, family := range families[l.ChildID] {
				lines = append(lines, o.Entry(d, journal.HealthRead, family, "Demande de régime, "+l.FirstName, "", "",
					""))
			}
		}
		return q.AddJournal(ctx, lines...)
	})
	return page, err
}

// DietAnswer is the answer to a request. Of one that is accepted, Edit has the texts that the file gets, which staff
// may have reworded, and those that the page showed.
type DietAnswer struct {
	ID     int64
	Accept bool
	Refuse bool // neither: nobody has chosen
	Edit
	Why string // of a refusal
}

// AnswerDiet accepts a request, and the file of the child says it from then on by the writer of its form; or refuses
// it. The fault is a Conflict if it has an answer, and Overtaken if the file is no longer as it was shown.
func (o *Office) AnswerDiet(ctx context.Context, d desk.Actor, a DietAnswer) error {
	a.Why = plain.OneLine(a.Why)
	if err := desk.CheckAnswer(a.Accept, a.Refuse, a.Why); err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		one, found, err := q.DietRequest(ctx, d.StructureID, a.ID)
		if err == nil && !found {
			err = desk.NotHere()
		}
		if err != nil {
			return err
		}
		if err := q.LockChildren(ctx, []int64{one.ChildID}); err != nil {
			return err
		}
		child := one.ChildID
		if one, _, err = q.DietRequest(ctx, d.StructureID, a.ID); err != nil {
			return err
		}
		if one.ChildID != child { // two files became one meanwhile
			return fault.Conflictf("Cette demande a changé de dossier entre-temps\u00a0: relisez-la.")
		}
		now := o.Now().UTC()
		one.State, one.Answer, one.DecidedAt, one.DecidedBy = db.DietAccepted, "", &now, d.AccountID
		became := "acceptée"
		if !a.Accept {
			one.State, one.Answer, became = db.DietRefused, a.Why, "refusée"
		}
		done, err := q.DecideDietRequest(ctx, one)
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("Cette demande a déjà reçu une réponse, ou la famille l'a retirée.")
		}
		if a.Accept {
			if err := o.acceptDiet(ctx, q, d, one, a.Edit); err != nil {
				return err
			}
		}
		families, err := q.FamiliesOfChild(ctx, one.ChildID)
		if err != nil {
			return err
		}
		var lines []db.JournalEntry
		for _, family := range families {
			lines = append(lines, o.Entry(d, journal.DietAnswered, family, "Régime et allergies", "demandée", became,
				""))
		}
		return q.AddJournal(ctx, lines...)
	})
}

// dietsKept is for how many months the texts of a request are kept once it is answered: a school year, and the summer.
const dietsKept = 13

// ForgetDiets empties the texts of requests that were answered long ago.
func (o *Office) ForgetDiets(ctx context.Context) error {
	return o.DB.Write().ForgetDietRequests(ctx, o.Now().UTC().AddDate(0, -dietsKept, 0))
}

// acceptDiet changes the file of the child as its form does.
func (o *Office) acceptDiet(ctx context.Context, q db.Q, d desk.Actor, one db.DietRequest, e Edit) error {
	families, err := q.FamiliesOfChild(ctx, one.ChildID)
	if err != nil {
		return err
	}
	if len(families) == 0 {
		return desk.NotHere()
	}
	home := families[0] // the child may have left the home that asked
	if slices.Contains(families, one.FamilyID) {
		home = one.FamilyID
	}
	code, err := q.CodeOfFamily(ctx, home)
	if err != nil {
		return err
	}
	e.Reason = cmp.Or(e.Reason, "Demande de la famille")
	_, err = o.setChild(ctx, q, d, code, one.ChildID, e)
	return err
}
