package portal

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/news"
	"cartable/app/domain/sickness"
	"cartable/db"
)

// Home returns the first page: what there is to do now, what changed since the last visit, and the next days.
func (p *Portal) Home(ctx context.Context, v Viewer) (Home, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Home{}, err
	}
	today := c.Today(now)
	home := Home{Notice: c.Structure.Notice, Meals: len(c.Meals()) > 0}
	f := &family{Facts: booking.NewFacts(now, c, v.FamilyID)}
	var (
		owing   owing
		live    []booking.Reservation
		reports []db.LastReport
		told    []news.Shown
		ended   []db.SinceLine // by the town hall
		offers  []db.OpenOffer
	)
	reads := append(readOwing(v.FamilyID, 0, &owing), db.ReadChildren(v.FamilyID, today, &f.children),
		db.ReadLive(v.FamilyID, today, today+daysLookedAhead, &live),
		db.ReadDraft(v.AccountID, v.FamilyID, now, &f.draft), db.ReadLastReports(v.AccountID, v.FamilyID, &reports),
		db.ReadTownDays(v.AccountID, v.FamilyID, today, &ended),
		db.ReadOffersOf(v.FamilyID, now, &offers),
		db.ReadNews(v.StructureID, v.FamilyID, v.AccountID, today, newsReadHome, &told))
	if err := q.Together(ctx, reads...); err != nil {
		return Home{}, err
	}
	home.News, home.Offers = homeNews(told), offersOf(c, offers, calledOf(shownChildren(f.children)), now)
	home.Children = slices.ContainsFunc(f.children, func(c db.ChildOf) bool { return len(c.Enrolments) > 0 })
	f.Quotients, f.Residence = owing.payer.Quotients, owing.payer.Residence
	home.MaySick = c.Structure.SickUntil != nil && f.reservedSoon(live, today+sickness.Ahead)
	home.QuotientEnds = quotientEnds(c, f.Quotients, today)
	for _, w := range estimate(c, now, BalanceQuery{}, owing).Wallets {
		f.Balances[w.WalletID] = w.Balance
		home.Balances = append(home.Balances, balanceOf(w))
	}
	home.Next, home.Deadlines, home.Releases = f.daysAhead(live), deadlines(f, live), f.releasesAhead()
	home.Draft, home.Lapsed = HomeDraft{f.summary(), f.draft.UpdatedAt.Add(db.DraftLapse)}, lapsed(f.draft)
	if len(reports) > 0 {
		home.Report, home.ReportOn = reports[0].Body, reports[0].Date
	}
	runs, before := newReports(reports)
	lines, err := q.SinceLines(ctx, v.FamilyID, runs)
	home.Since = since(changesOf(c, append(lines, ended...), calledOf(shownChildren(f.children)), now), before, c.Loc)
	return home, err
}

// reservedSoon reports whether the family has a place before a date that nobody has marked.
func (f *family) reservedSoon(live []booking.Reservation, before civil.Date) bool {
	return slices.ContainsFunc(live, func(r booking.Reservation) bool {
		return r.FamilyID == f.FamilyID && r.Status.Placed() && r.Date < before && !r.Settled()
	})
}

// since keeps the first changes.
func since(all []Change, before time.Time, loc *time.Location) Since {
	s := Since{Changes: all[:min(len(all), changesShown)]}
	s.More = len(all) - len(s.Changes)
	if !before.IsZero() {
		s.Visit = civil.Of(before.In(loc))
	}
	return s
}

// balanceOf returns what a wallet needs: a debt to pay or, before a category closes, the payment that keeps it open.
func balanceOf(w WalletEstimate) Balance {
	b := Balance{Code: w.Code, Wallet: w.Wallet, Amount: w.Balance, Debts: w.Debts, Online: w.Online}
	need := max(0, -w.Balance)
	for _, m := range w.Forecast.Meetings {
		switch {
		case m.On == w.Forecast.From || b.ClosesOn != 0 && m.On != b.ClosesOn:
			continue
		case b.ClosesOn == 0:
			b.Closes, b.ClosesOn = m.Category, m.On
		default:
			b.Closes += ", " + m.Category
		}
		need = max(need, w.Forecast.TopUp())
	}
	b.Pay = payable(need)
	return b
}

const (
	daysLookedAhead = 42 // what the home page reads of the calendar
	daysShown       = 3
)

// daysAhead groups the days that the family has booked by date and by child, as far as they are shown. The other
// household's are not its own.
func (f *family) daysAhead(live []booking.Reservation) (days []DayAhead) {
	ours := slices.DeleteFunc(slices.Clone(live), func(r booking.Reservation) bool {
		return r.FamilyID != f.FamilyID || !r.Status.Placed() || f.Town.ActivityByID(r.ActivityID) == nil
	})
	rank := map[int64]int{}
	for i, c := range f.children {
		rank[c.ID] = i
	}
	start := func(r booking.Reservation) civil.TimeOfDay { return f.Town.ActivityByID(r.ActivityID).Start }
	slices.SortFunc(ours, func(x, y booking.Reservation) int {
		return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(rank[x.ChildID], rank[y.ChildID]),
			cmp.Compare(start(x), start(y)), cmp.Compare(x.ActivityID, y.ActivityID))
	})
	for _, r := range ours {
		if n := len(days); n == 0 || days[n-1].Date != r.Date {
			if n == daysShown {
				break
			}
			days = append(days, DayAhead{Date: r.Date})
		}
		day, a := &days[len(days)-1], f.Town.ActivityByID(r.ActivityID)
		if n := len(day.Children); n == 0 || day.Children[n-1].Child.ID != r.ChildID {
			child, _ := f.child(r.ChildID)
			day.Children = append(day.Children, ChildAhead{Child: child})
		}
		child := &day.Children[len(day.Children)-1]
		child.Rows = append(child.Rows, PlaceAhead{a.Name, a.Start, a.End, r.Sick()})
	}
	return days
}
