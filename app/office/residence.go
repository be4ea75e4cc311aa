package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/pricing"
	"cartable/db"
)

// Residence is the residence history of a family, as staff read and edit it.
type Residence struct {
	Code, Name string
	Today      bool         // resident of the town, today
	Periods    []LivedThere // latest first
}

// LivedThere is a period inside or outside the town.
type LivedThere struct {
	From     civil.Date // 0 = before any known date
	Resident bool
}

// Move is a change of residence entered by staff: the new residence and its first day.
type Move struct {
	Code     string
	Resident string // "oui" or "non", as typed
	From     string // YYYY-MM-DD
	Reason   string
}

// How far a move may be from today, in days: back, three times the reach of a regularisation; ahead, a school year.
const (
	longAgo  = 1200
	farAhead = 400
)

// Residence returns the residence of a family of the structure; NotFound for any other.
func (o *Office) Residence(ctx context.Context, d desk.Actor, code string) (Residence, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Residence{}, err
	}
	row, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return Residence{}, err
	}
	payer, _, err := q.MoneyOf(ctx, row.ID)
	return Residence{Code: row.Code, Name: row.LastName + " " + row.FirstName,
		Today: payer.Residence.On(c.Today(o.Now())), Periods: periods(payer.Residence)}, err
}

// periods returns the periods of a residence, latest first.
func periods(r pricing.Residence) []LivedThere {
	all := []LivedThere{{r.Since(), r.Resident}}
	for i := len(r.Former) - 1; i >= 0; i-- { // by date
		one := LivedThere{Resident: r.Former[i].Resident}
		if i > 0 {
			one.From = r.Former[i-1].Before
		}
		all = append(all, one)
	}
	return all
}

// Moves records since when a family lives in the town, or no longer does (DOMAIN.md 2.12). Days already debited keep
// their price until staff regularise them. Errors are returned by field (fault.Many).
func (o *Office) Moves(ctx context.Context, d desk.Actor, m Move) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		row, err := desk.FamilyOf(ctx, q, d, m.Code)
		if err != nil {
			return err
		}
		if err := q.LockFamily(ctx, row.ID); err != nil {
			return err
		}
		from, reason, err := m.read(c.Today(o.Now()))
		if err != nil {
			return err
		}
		payer, _, err := q.MoneyOf(ctx, row.ID)
		if err != nil {
			return err
		}
		resident := m.Resident == "oui"
		if is := payer.Residence; is.Resident == resident && is.Since() == from {
			return nil // the same form sent twice
		}
		if err := q.SetResidence(ctx, row.ID, payer.Residence.Moved(resident, from)); err != nil {
			return err
		}
		was := livedWord(payer.Residence.Resident)
		if since := payer.Residence.Since(); since != 0 {
			was += " depuis le " + since.Numeric()
		}
		return q.AddJournal(ctx,
			o.Entry(d, journal.FamilyMoved, row.ID, "Résidence", was, livedWord(resident)+" depuis le "+from.Numeric(),
				reason))
	})
}

func livedWord(resident bool) string {
	if resident {
		return "dans la commune"
	}
	return "hors commune"
}

func (m Move) read(today civil.Date) (from civil.Date, reason string, err error) {
	var wrong fault.Many
	if m.Resident != "oui" && m.Resident != "non" {
		wrong.Addf("resident", "Choisissez où habite la famille.")
	}
	from, err = civil.Typed(m.From)
	switch {
	case err != nil:
		wrong.Addf("depuis", "Indiquez depuis quel jour.")
	case from < today-longAgo || from > today+farAhead:
		wrong.Addf("depuis", "Cette date est trop loin d'aujourd'hui\u00a0: vérifiez-la.")
	}
	if reason, err = journal.Reason(m.Reason); err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	return from, reason, wrong.Err()
}
