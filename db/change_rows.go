package db

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/town"
)

// writing is a batch that is being written to the tables: t has the settings before it, after those after it.
type writing struct {
	*Town
	after   *town.Settings
	tariffs map[string]int64 // see tariffIDs
}

// put writes the new and changed rows of a kind, many rows at a time.
func (w *writing) put(ctx context.Context, kind town.NounKind, changes town.Changes) error {
	changes = slices.DeleteFunc(slices.Clone(changes), func(one town.Change) bool { return one.After == nil })
	if len(changes) == 0 {
		return nil
	}
	c := w.after.Town
	switch kind {
	case town.NounStructure:
		return w.putStructure(ctx, &c.Structure)
	case town.NounWallet:
		return putCoded(ctx, w, ImportWallets, changes, func(code string) (Wallet, *int64) {
			one := c.Wallet(code)
			return Wallet{ID: stored(one.ID), StructureID: w.ID(), Code: code, Name: one.Name,
				Numcli: one.NumCli}, &one.ID
		})
	case town.NounCategory:
		return putCoded(ctx, w, ImportCategories, changes, func(code string) (Category, *int64) {
			one := c.Category(code)
			return Category{
				ID:          stored(one.ID),
				StructureID: w.ID(),
				Code:        code,
				Name:        one.Name,
				WalletID:    one.Wallet.ID,
				DebtFloor:   one.Floor,
				Nature:      string(one.Said),
			}, &one.ID
		})
	case town.NounPool:
		return putCoded(ctx, w, ImportPools, changes, func(code string) (Pool, *int64) {
			one := c.Pool(code)
			return Pool{ID: stored(one.ID), StructureID: w.ID(), Code: code, Name: one.Name, Capacity: one.Capacity,
				Waitlist: one.Waitlist}, &one.ID
		})
	case town.NounActivity:
		return w.putActivities(ctx, changes)
	case town.NounOpening:
		return putDated(
			ctx,
			w,
			changes,
			"activity_id, date",
			[]string{"open", "label"},
			func(n town.OpeningEntry) Opening {
				return Opening{ActivityID: c.Activity(n.Activity).ID, Date: n.Date, Open: n.Open, Label: n.Label}
			},
		)
	case town.NounClosure:
		return putDated(ctx, w, changes, "structure_id, date", []string{"label"}, func(n town.ClosureEntry) Closure {
			return Closure{StructureID: w.ID(), Date: n.Date, Label: n.Label}
		})
	case town.NounRelease:
		return putDated(ctx, w, changes, "activity_id, from_date", []string{"to_date", "on_date", "at_time"},
			func(n town.ReleaseEntry) Release {
				return Release{ActivityID: c.Activity(n.Activity).ID, FromDate: n.From, ToDate: n.To, OnDate: n.On,
					AtTime: n.At}
			})
	case town.NounCapacity:
		return putDated(
			ctx,
			w,
			changes,
			"pool_id, date",
			[]string{"capacity", "waitlist"},
			func(n town.CapacityEntry) Capacity {
				return Capacity{PoolID: c.Pool(n.Pool).ID, Date: n.Date, Capacity: n.Capacity, Waitlist: n.Waitlist}
			},
		)
	case town.NounSchool:
		return w.putSchools(ctx, changes)
	case town.NounClass:
		return w.putClasses(ctx, changes)
	case town.NounSchoolClosure:
		return w.putSchoolClosures(ctx, changes)
	case town.NounTariff:
		return w.putTariffs(ctx, changes)
	case town.NounEnrolment:
		return putDated(ctx, w, changes, "child_id, activity_id, from_date", []string{"to_date", "priority"},
			func(n town.EnrolmentEntry) Enrolment {
				return Enrolment{ChildID: w.Children[n.Child].ID, ActivityID: c.Activity(n.Activity).ID,
					FromDate: n.From, ToDate: n.To, Priority: n.Rank()}
			})
	case town.NounQuotient:
		return putDated(ctx, w, changes, "family_id, from_date", []string{"to_date", "qf", "source"},
			func(n town.QuotientEntry) Quotient {
				return Quotient{FamilyID: w.families[n.Family], FromDate: n.From, ToDate: n.To, Qf: *n.QF,
					Source: string(n.Source)}
			})
	}
	return nil
}

// stored returns the id of a row, or 0 for one that the database has not numbered yet.
func stored(id int64) int64 { return max(id, 0) }

func (w *writing) putStructure(ctx context.Context, s *town.Structure) error {
	_, err := w.q.exec(ctx, `update structures set name = $2, zone = $3, alsace_moselle = $4, night_at = $5,
		notice = $6,
		toggles_waitlist = $7, hides_presence = $8, bill = $9, address = $10, phone = $11, email = $12, hours = $13,
		undo_hours = $14, mail_name = $15, mail_signature = $16, accent = $17, logo = $18, qf_backdate = $19,
		pedt = $20, sick_until = $21, sick_uncredited = $22, sick_paper = $23, caterer = $24,
		meal_cost = $25, differences_at = $26
		where id = $1`,
		w.ID(), s.Name, string(s.Zone), s.AlsaceMoselle, s.NightAt.String(), s.Notice, s.TogglesWaitlist,
		s.HidesPresence, string(s.Billing), s.Address, s.Phone, s.Email, s.Hours, s.UndoHours, s.MailName, s.Signature,
		s.Accent, s.Logo, string(s.QFBackdate), s.PEDT, s.SickUntil, s.SickUncredited, s.SickPaper, s.Caterer,
		int64(s.MealCost), s.DifferencesAt)
	return err
}

// putCoded writes rows that have a code. row also returns where the id is kept: new rows get the id that the database
// assigned there.
func putCoded[R any](
	ctx context.Context,
	w *writing,
	table ImportTable,
	changes town.Changes,
	row func(code string) (R, *int64),
) error {
	var added, changed []R
	fresh := map[string]*int64{}
	for _, one := range changes {
		r, id := row(one.Key())
		if *id > 0 {
			changed = append(changed, r)
			continue
		}
		added = append(added, r)
		fresh[one.Key()] = id
	}
	if err := ImportUpdate(ctx, w.q, changed); err != nil {
		return err
	}
	if len(added) == 0 {
		return nil
	}
	if err := ImportInsert(ctx, w.q, added); err != nil {
		return err
	}
	ids, err := w.q.ImportCodes(ctx, table, w.ID())
	for code, id := range fresh {
		*id = ids[code]
	}
	return err
}

func (w *writing) putActivities(ctx context.Context, changes town.Changes) error {
	c := w.after.Town
	was := map[int64]*town.Activity{} // by the id before the database numbered the new rows
	for _, a := range c.Activities {
		was[a.ID] = a
	}
	err := putCoded(ctx, w, ImportActivities, changes, func(code string) (Activity, *int64) {
		a := c.Activity(code)
		return Activity{
			ID: stored(
				a.ID,
			), StructureID: w.ID(), Code: code, Name: a.Name, CategoryID: a.Category.ID, Weekdays: digits(a.Weekdays),
			Term: string(a.Term), FromDate: a.From, ToDate: a.To, StartAt: a.Start, EndAt: a.End, Unit: a.Unit,
			BookBy: a.BookBy.String(), CancelBy: a.CancelBy.String(), Allot: string(a.Allot), Meal: a.Meal,
			NoticeHours: a.NoticeHours, KitchenBy: a.KitchenBy.String(),
			OfferHours: a.OfferHours, Kind: string(a.Sort), Declared: a.Declared, AgeFrom: a.Ages.From,
			AgeTo: a.Ages.To, Levels: a.Levels.String(), MaxEnrolled: a.MaxEnrolled,
			LateFee: a.LateFee, LateGrace: a.LateGrace,
		}, &a.ID
	})
	for _, a := range c.Activities {
		with := map[int64]bool{}
		for id, on := range a.Compatible {
			if b := was[id]; b != nil && on {
				with[b.ID] = true
			}
		}
		a.Compatible = with
	}
	c.Index()
	return err
}

// digits formats weekdays as the column stores them: "1245".
func digits(on town.Weekdays) string {
	var b strings.Builder
	for day := 1; day <= 7; day++ {
		if on[day] {
			b.WriteString(strconv.Itoa(day))
		}
	}
	return b.String()
}

// putDated writes rows that are identified by the columns key: it replaces the existing row, or adds one.
func putDated[N town.Noun, R any](
	ctx context.Context,
	w *writing,
	changes town.Changes,
	key string,
	set []string,
	row func(N) R,
) error {
	rows := make([]R, len(changes))
	for i, one := range changes {
		rows[i] = row(one.After.(N))
	}
	return upsert(ctx, w.q, rows, key, set...)
}

func upsert[R any](ctx context.Context, q Q, rows []R, key string, set ...string) error {
	for chunk := range slices.Chunk(rows, importChunk) {
		insert := q.NewInsert().Model(&chunk).On("CONFLICT (" + key + ") DO UPDATE").Returning("NULL")
		for _, column := range set {
			insert.Set(column + " = EXCLUDED." + column)
		}
		if _, err := insert.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) putTariffs(ctx context.Context, changes town.Changes) error {
	ids := map[string]int64{}
	if slices.ContainsFunc(changes, func(one town.Change) bool { return one.Before != nil }) {
		var err error
		if ids, err = w.tariffIDs(ctx); err != nil {
			return err
		}
	}
	var added, changed []Tariff
	for _, one := range changes {
		n := one.After.(town.TariffEntry)
		row := Tariff{
			ID:         ids[town.Key(n)],
			ActivityID: w.after.Town.Activity(n.Activity).ID,
			FromDate:   n.From,
			Resident:   n.Resident,
			QfMin:      n.QFMin,
			QfMax:      n.QFMax,
			Price:      n.Price,
			RatePpm:    int64(n.Rate),
			Floor:      n.Floor,
			Ceiling:    n.Ceiling,
		}
		if row.ID == 0 {
			added = append(added, row)
		} else {
			changed = append(changed, row)
		}
	}
	if err := ImportInsert(ctx, w.q, added); err != nil {
		return err
	}
	return upsert(ctx, w.q, changed, "id", "price", "rate_ppm", "floor", "ceiling")
}

// tariffIDs returns the ids of the stored lines, by town.Key: the settings do not have those of lines that this
// transaction added.
func (w *writing) tariffIDs(ctx context.Context) (map[string]int64, error) {
	if w.tariffs != nil {
		return w.tariffs, nil
	}
	var rows []Tariff
	err := w.q.NewSelect().
		Model(&rows).
		Where("activity_id in (select id from activities where structure_id = ?)", w.ID()).
		Order("id").
		Scan(ctx)
	w.tariffs = map[string]int64{}
	for _, r := range rows {
		a := w.Settings.Town.ActivityByID(r.ActivityID)
		if a == nil {
			continue // added by this batch
		}
		key := town.Key(
			town.TariffEntry{Activity: a.Code, From: r.FromDate, Resident: r.Resident, QFMin: r.QfMin, QFMax: r.QfMax},
		)
		if w.tariffs[key] == 0 {
			w.tariffs[key] = r.ID
		}
	}
	return w.tariffs, err
}

// remove deletes the row of a noun. The database refuses to delete a row that reservations or money refer to.
func (w *writing) remove(ctx context.Context, n town.Noun) error {
	c := w.Settings.Town
	statement, args := "", []any{w.ID()}
	switch n := n.(type) {
	case town.WalletEntry:
		statement, args = "delete from wallets where structure_id = $1 and code = $2", append(args, n.Code)
	case town.CategoryEntry:
		statement, args = "delete from categories where structure_id = $1 and code = $2", append(args, n.Code)
	case town.PoolEntry:
		const unused = "delete from slots where pool_id = $1 and accepted = 0 and waiting = 0"
		if _, err := w.q.exec(ctx, unused, c.Pool(n.Code).ID); err != nil {
			return err
		}
		statement, args = "delete from pools where structure_id = $1 and code = $2", append(args, n.Code)
	case town.ActivityEntry:
		statement, args = "delete from activities where structure_id = $1 and code = $2", append(args, n.Code)
	case town.OpeningEntry:
		statement = "delete from openings where activity_id = $1 and date = $2"
		args = []any{c.Activity(n.Activity).ID, n.Date}
	case town.ClosureEntry:
		statement, args = "delete from closures where structure_id = $1 and date = $2", append(args, n.Date)
	case town.ReleaseEntry:
		statement = "delete from releases where activity_id = $1 and from_date = $2"
		args = []any{c.Activity(n.Activity).ID, n.From}
	case town.CapacityEntry:
		statement, args = "delete from capacities where pool_id = $1 and date = $2", []any{c.Pool(n.Pool).ID, n.Date}
	case town.TariffEntry:
		ids, err := w.tariffIDs(ctx)
		if err != nil {
			return err
		}
		statement, args = "delete from tariffs where id = $1", []any{ids[town.Key(n)]}
	case town.SchoolEntry, town.ClassEntry, town.SchoolClosureEntry:
		return w.removeSchoolNoun(ctx, n)
	case town.EnrolmentEntry:
		statement = "delete from enrolments where child_id = $1 and activity_id = $2 and from_date = $3"
		args = []any{w.Children[n.Child].ID, c.Activity(n.Activity).ID, n.From}
	case town.QuotientEntry:
		statement = "delete from quotients where family_id = $1 and from_date = $2"
		args = []any{w.families[n.Family], n.From}
	}
	_, err := w.q.exec(ctx, statement, args...)
	return err
}
