package settings

import (
	"context"
	"fmt"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/app/domain/quota"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// endsSoon is how far ahead the end of a quotient is near, in days.
const endsSoon = 30

// Quotients is what the page of the quotients shows beside its form.
type Quotients struct {
	Lapses   db.Lapses
	Earliest civil.Date // no quotient may begin before
	Rule     town.Backdating
	Last     civil.Date // the proposed last day
}

// Quotients returns the board of the families' quotients.
func (o *Settings) Quotients(ctx context.Context, d desk.Actor) (Quotients, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Quotients{}, err
	}
	today := c.Today(o.Now())
	page := Quotients{Rule: c.Structure.QFBackdate, Earliest: c.Structure.QFBackdate.Earliest(today)}
	year, _, _ := today.YMD()
	page.Last = civil.New(year, 12, 31)
	page.Lapses, err = q.QuotientLapses(ctx, d.StructureID, today, today+endsSoon)
	return page, err
}

// QuotientForm is the quotients that staff send, as typed. Family is a code, or a part of a name.
type QuotientForm struct {
	Rows          []quota.Row
	Shorten       bool // a quotient that still runs ends on the eve of the new one
	Reason, Words string
	Tell          bool
	Agreed        string // the mark of the doubts that were accepted
}

// Fields of a row of the form.
func QuotientField(field string, row int) string { return fmt.Sprintf("%s-%d", field, row) }

// SetQuotients prepares the quotients of all rows as one opération. The faults are by field of the form, those of all
// rows at once.
func (o *Settings) SetQuotients(ctx context.Context, d desk.Actor, f QuotientForm) (Answer, error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return Answer{}, err
	}
	var wrong, doubts fault.Many
	rows, unsure, err := o.named(ctx, d, s, f.Rows)
	if err != nil {
		return Answer{}, err
	}
	v := quota.Judge(s, o.rules(s, f.Shorten), rows)
	for _, one := range v.Faults {
		if sentence, there := unsure[one.Row]; there && one.Field == quota.Family {
			one.Message = sentence
		}
		wrong.Addf(QuotientField(one.Field, one.Row), "%s", one.Message)
	}
	for _, one := range v.Doubts {
		doubts.Addf(QuotientField(one.Field, one.Row), "%s", one.Message)
	}
	if len(wrong) == 0 && len(v.Changes) == 0 {
		wrong.Addf(QuotientField(quota.Family, 0), "Aucune ligne ne change quelque chose\u00a0: indiquez une famille "+
			"et son quotient.")
	}
	return o.prepareQuotients(ctx, d, f, v, wrong, doubts)
}

func (o *Settings) rules(s *town.Settings, shorten bool) quota.Rules {
	today := s.Town.Today(o.Now())
	return quota.Rules{Today: today, Earliest: s.Town.Structure.QFBackdate.Earliest(today), Shorten: shorten}
}

func (o *Settings) prepareQuotients(ctx context.Context, d desk.Actor, f QuotientForm, v quota.Verdict,
	wrong, doubts fault.Many) (Answer, error) {
	if _, err := journal.Reason(f.Reason); err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	if err := wrong.Err(); err != nil {
		return Answer{}, err
	}
	if found := doubtsOf(doubts, f.Agreed); found != nil {
		return Answer{Doubts: found}, nil
	}
	id, applied, err := o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Quotients, Title: titleOf(v),
		Reason: f.Reason, Words: f.Words, Changes: v.Changes, Tell: f.Tell})
	return Answer{ID: id, Applied: applied}, err
}

// titleOf returns what the list of opérations shows: it names nobody.
func titleOf(v quota.Verdict) string {
	families := fmt.Sprintf("Quotients de %d familles", v.Families)
	if v.Families == 1 {
		families = "Quotient d'une famille"
	}
	switch v.Moved {
	case 0:
		return families + "\u00a0: aucune ne change de tranche"
	case 1:
		return families + "\u00a0: une change de tranche"
	}
	return fmt.Sprintf("%s\u00a0: %d changent de tranche", families, v.Moved)
}

// named replaces what was typed for a family by its code, where it names one. unsure has the sentence for the others.
func (o *Settings) named(ctx context.Context, d desk.Actor, s *town.Settings, rows []quota.Row) (named []quota.Row,
	unsure map[int]string, err error) {
	byCode := map[string]string{}
	for code := range s.Quotients {
		byCode[strings.ToLower(code)] = code
	}
	unsure = map[int]string{}
	for i, row := range rows {
		typed := strings.TrimSpace(row.Family)
		first, _, _ := strings.Cut(typed, " ") // as the completion writes it: the code, then the name
		if code := byCode[strings.ToLower(typed)]; code != "" {
			row.Family = code
		} else if code := byCode[strings.ToLower(first)]; code != "" {
			row.Family = code
		} else if typed != "" {
			found, err := o.Families(ctx, d, desk.FamilyQuery{Text: typed, Page: 1})
			if err != nil {
				return nil, nil, err
			}
			if len(found.Rows) == 1 {
				row.Family = found.Rows[0].Code
			} else {
				unsure[i] = whichFamily(found)
			}
		}
		named = append(named, row)
	}
	return named, unsure, nil
}

// fewNames is the number of families that a sentence names.
const fewNames = 4

func whichFamily(found desk.Families) string {
	if len(found.Rows) == 0 {
		return "Aucune famille ne porte ce nom ni ce code."
	}
	var names []string
	for _, one := range found.Rows[:min(fewNames, len(found.Rows))] {
		names = append(names, one.Code+" "+strings.TrimSpace(one.Name))
	}
	if len(found.Rows) > fewNames {
		names = append(names, "…")
	}
	return "Plusieurs familles correspondent\u00a0: indiquez le code (" + strings.Join(names, ", ") + ")."
}

// FindFamilies returns the families that match a text, for the completion of a field.
func (o *Settings) FindFamilies(ctx context.Context, d desk.Actor, text string) ([]desk.FamilyRow, error) {
	if len([]rune(strings.TrimSpace(text))) < 2 {
		return nil, nil
	}
	found, err := o.Families(ctx, d, desk.FamilyQuery{Text: text, Page: 1})
	return found.Rows[:min(8, len(found.Rows))], err
}

// QuotientFile prepares the quotients of a file. If it is wrong, troubles has every error at once, with line and
// column.
func (o *Settings) QuotientFile(ctx context.Context, d desk.Actor, text string, f QuotientForm) (a Answer,
	troubles []quota.Trouble, err error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return Answer{}, nil, err
	}
	sheet, troubles := quota.ReadSheet(text)
	v := quota.Judge(s, o.rules(s, f.Shorten), sheet.Rows)
	if troubles = append(troubles, sheet.Troubles(v.Faults)...); len(troubles) > 0 {
		return Answer{}, troubles, nil
	}
	var wrong, doubts fault.Many
	if len(v.Changes) == 0 {
		wrong.Addf("fichier", "Tous ces quotients sont déjà enregistrés\u00a0: il n'y a rien à faire.")
	}
	for _, one := range sheet.Troubles(v.Doubts) {
		doubts.Addf(fmt.Sprintf("ligne %d", one.Line), "%s", one.Message)
	}
	a, err = o.prepareQuotients(ctx, d, f, v, wrong, doubts)
	return a, nil, err
}

// QuotientExpiries is a list of the board.
type QuotientExpiries struct {
	Which  db.Lapse
	Lapses db.Lapses
	Rows   []db.QuotientLine
	paging.Page
}

// QuotientExpiries returns the families of a list of the board; an empty page size returns all.
func (o *Settings) QuotientExpiries(ctx context.Context, d desk.Actor, which db.Lapse,
	ask paging.Page) (QuotientExpiries, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return QuotientExpiries{}, err
	}
	today := c.Today(o.Now())
	list := QuotientExpiries{Which: which}
	if list.Lapses, err = q.QuotientLapses(ctx, d.StructureID, today, today+endsSoon); err != nil {
		return list, err
	}
	list.Rows, list.Page, err = q.QuotientsLapsed(ctx, d.StructureID, which, today, today+endsSoon, ask)
	return list, err
}

// Lapse is a list of the board, Lapses the numbers of all, and QuotientLine a family in one.
type (
	Lapse        = db.Lapse
	Lapses       = db.Lapses
	QuotientLine = db.QuotientLine
)

// The lists.
const (
	LapseEnded = db.LapseEnded
	LapseSoon  = db.LapseSoon
	LapseNone  = db.LapseNone
)
