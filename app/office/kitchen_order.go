package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/journal"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/app/mail"
	"cartable/db"
)

// orderRow returns an order as it is shown, its lines by site and kind.
func orderRow(one db.MealOrderOf) MealOrderRow {
	r := MealOrderRow{ID: one.ID, Number: one.Number, Version: one.Version, At: one.At, Login: one.Login,
		SentTo: one.SentTo, Sends: one.Sends, Answer: one.Answer, Answerer: one.AnsweredLogin, Date: one.Date}
	if one.AnsweredAt != nil {
		r.AnsweredAt = *one.AnsweredAt
	}
	r.Lines = OrderLines(one.Lines)
	for _, l := range r.Lines {
		if l.Number > 0 {
			r.More += l.Number
		} else {
			r.Fewer -= l.Number
		}
	}
	return r
}

// OrderLines returns numbers of meals by site, and there in the order of the kinds.
func OrderLines(counts kitchen.Counts) (all []MealOrderLine) {
	for cell, n := range counts {
		all = append(all, MealOrderLine{cell.School, cell.Kind, n})
	}
	slices.SortFunc(all, func(a, b MealOrderLine) int {
		return cmp.Or(cmp.Compare(fold.Words(a.School), fold.Words(b.School)),
			cmp.Compare(slices.Index(kitchen.Kinds, a.Kind), slices.Index(kitchen.Kinds, b.Kind)))
	})
	return all
}

// order stores an order and queues its mail. The kitchen is locked. number is that of the first version; empty for the
// first version itself.
func (o *Office) order(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, a *town.Activity,
	date civil.Date, version int, number string, lines kitchen.Counts) (db.MealOrder, error) {
	row := db.MealOrder{StructureID: c.Structure.ID, ActivityID: a.ID, Date: date, Version: version, Number: number,
		At: o.Now().UTC(), AccountID: d.AccountID, SentTo: c.Structure.Caterer, Sends: 1}
	if row.Number == "" {
		row.Number = fmt.Sprintf("BC-%s-%d", strings.ReplaceAll(date.String(), "-", ""), a.ID)
	}
	if err := q.AddMealOrder(ctx, &row, lines); err != nil {
		return row, err
	}
	return row, o.mailOrder(ctx, q, c, a, db.MealOrderOf{MealOrder: row, Lines: lines})
}

// mailOrder queues the mail of an order, if the structure has a caterer's address. It names no child.
func (o *Office) mailOrder(ctx context.Context, q db.Q, c *town.Catalogue, a *town.Activity, one db.MealOrderOf) error {
	if c.Structure.Caterer == "" {
		return nil
	}
	m := mail.MealOrder{Structure: c.Structure.Name, Activity: a.Name, Date: one.Date, Number: one.Number,
		Version: one.Version, At: one.At.In(c.Loc)}
	for _, l := range OrderLines(one.Lines) {
		m.Lines = append(m.Lines, mail.MealOrderLine{School: l.School, Kind: l.Kind.Word(), Number: l.Number})
	}
	subject, text := mail.ComposeMealOrder(m)
	_, err := q.QueueMail(ctx, &db.Mail{StructureID: c.Structure.ID, Kind: "meal-order", OrderID: one.ID,
		Address: c.Structure.Caterer, Subject: subject, Body: text, CreatedAt: o.Now().UTC(),
		About: fmt.Sprintf("meal-order-%d-%d@%s", one.ID, one.Sends, o.MailHost)}, time.Now())
	return err
}

// SendDifference orders what came and went since the last order. last is the version that the page showed: the fault is
// a Conflict if somebody sent another one meanwhile, and Invalid if there is no difference.
func (o *Office) SendDifference(ctx context.Context, d desk.Actor, code string, date civil.Date, last int) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, a, err := o.mealsOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		f, err := readDay(ctx, q, d.StructureID, []*town.Activity{a}, date, c.Today(o.Now()))
		if err != nil {
			return err
		}
		if f.frozenAt(a.ID).IsZero() {
			return fault.Invalidf("bon", "Les repas de ce jour ne sont pas encore comptés\u00a0: le bon part à "+
				"l'heure de la cuisine.")
		}
		if date < c.Today(o.Now()) {
			return fault.Invalidf("bon", "Ce jour est passé\u00a0: le traiteur ne peut plus rien y changer.")
		}
		version, number, by := f.lastOrder(a.ID)
		if version != last {
			return fault.Conflictf("Le bon, version %d, est déjà parti, envoyé par %s. Relisez la page avant d'en "+
				"envoyer un autre.", version, cmp.Or(by, "le portail"))
		}
		row, sent, err := o.sendDifference(ctx, q, d, c, a, date, f, version, number)
		if err != nil {
			return err
		}
		if !sent {
			return fault.Invalidf("bon", "Rien n'a changé depuis le dernier bon\u00a0: il n'y a rien à envoyer.")
		}
		return q.AddJournal(ctx, o.Entry(d, journal.MealsOrdered, 0, a.Name+", "+date.Medium(), "",
			orderName(row), ""))
	})
}

// orderName returns "bon BC-20261124-3, version 2".
func orderName(o db.MealOrder) string { return fmt.Sprintf("bon %s, version %d", o.Number, o.Version) }

// KitchenOrder returns an order of the structure.
func (o *Office) KitchenOrder(ctx context.Context, d desk.Actor, orderID int64) (MealOrderRow, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return MealOrderRow{}, err
	}
	return o.orderIn(ctx, c, orderID)
}

// OrderToAttach returns an order for the mail that carries it.
func (o *Office) OrderToAttach(ctx context.Context, structureID, orderID int64) (MealOrderRow, error) {
	c, err := o.Catalogues.Current(ctx, o.DB.Read(), structureID)
	if err != nil {
		return MealOrderRow{}, err
	}
	return o.orderIn(ctx, c, orderID)
}

func (o *Office) orderIn(ctx context.Context, c *town.Catalogue, orderID int64) (MealOrderRow, error) {
	one, found, err := o.DB.Read().MealOrder(ctx, c.Structure.ID, orderID)
	if err != nil {
		return MealOrderRow{}, err
	}
	a := c.ActivityByID(one.ActivityID)
	if !found || a == nil {
		return MealOrderRow{}, desk.NotHere()
	}
	row := orderRow(one)
	row.Activity = a.Name
	row.Address = strings.TrimSpace(c.Structure.Name + "\n" + c.Structure.Address)
	return row, nil
}

// SendAgain sends an order once more as it is, to the address of the caterer. sends is how often the page said that it
// was sent: a form sent twice sends it once.
func (o *Office) SendAgain(ctx context.Context, d desk.Actor, orderID int64, sends int) error {
	return o.onOrder(ctx, d, orderID, func(ctx context.Context, q db.Q, c *town.Catalogue, one db.MealOrderOf) error {
		if c.Structure.Caterer == "" {
			return fault.Invalidf("bon", "Aucune adresse de traiteur n'est réglée\u00a0: un administrateur la saisit "+
				"dans les réglages de la structure.")
		}
		done, err := q.CountSending(ctx, orderID, sends, c.Structure.Caterer)
		if err != nil || !done {
			return err
		}
		one.Sends = sends + 1
		if err := o.mailOrder(ctx, q, c, c.ActivityByID(one.ActivityID), one); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.MealsOrdered, 0, "Bon renvoyé", "", orderName(one.MealOrder), ""))
	})
}

// NoteAnswer stores what the caterer answered to an order. shown is the answer that the page showed: the fault is a
// Conflict if somebody noted another one meanwhile.
func (o *Office) NoteAnswer(ctx context.Context, d desk.Actor, orderID int64, shown, answer string) error {
	answer = plain.OneLine(answer)
	if n := utf8.RuneCountInString(answer); n < 2 || n > 200 {
		return fault.Invalidf("reponse", "Notez la réponse du traiteur, en 2 à 200 caractères.")
	}
	return o.onOrder(ctx, d, orderID, func(ctx context.Context, q db.Q, _ *town.Catalogue, one db.MealOrderOf) error {
		switch {
		case one.Answer == answer:
			return nil // the same form sent twice
		case one.Answer != shown:
			return fault.Conflictf("Une autre réponse vient d'être notée par %s\u00a0: «\u00a0%s\u00a0».",
				cmp.Or(one.AnsweredLogin, "quelqu'un"), one.Answer)
		}
		at := o.Now().UTC()
		was := one.Answer
		one.Answer, one.AnsweredAt, one.AnsweredBy = answer, &at, d.AccountID
		if err := q.NoteAnswer(ctx, one.MealOrder); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.OrderAnswered, 0, orderName(one.MealOrder), was, answer, ""))
	})
}

// onOrder opens a transaction for an order of the structure, with the kitchen locked.
func (o *Office) onOrder(ctx context.Context, d desk.Actor, orderID int64,
	do func(context.Context, db.Q, *town.Catalogue, db.MealOrderOf) error) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if err := q.LockKitchen(ctx, d.StructureID); err != nil {
			return err
		}
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		one, found, err := q.MealOrder(ctx, d.StructureID, orderID)
		if err != nil {
			return err
		}
		if !found || c.ActivityByID(one.ActivityID) == nil {
			return desk.NotHere()
		}
		return do(ctx, q, c, one)
	})
}

// Signed returns a number of an order: with its sign in a later version, which says what is more or fewer.
func (r MealOrderRow) Signed(n int) string {
	if r.Version > 1 && n > 0 {
		return "+" + strconv.Itoa(n)
	}
	if n < 0 {
		return "\u2212" + strconv.Itoa(-n)
	}
	return strconv.Itoa(n)
}

// Less is how many meals fewer an order says, as a negative number.
func (r MealOrderRow) Less() int { return -r.Fewer }
