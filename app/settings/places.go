package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/ratio"
	"cartable/app/domain/town"
	"cartable/db"
)

// Staffing is for the page.
type Staffing = desk.Staffing

// PlacesQuery is what staff look at: a week of all pools, or a week or a month of one.
type PlacesQuery struct {
	Day   civil.Date // one of the days; 0 = today
	Month bool
	Pool  string // code; empty = all
	Page  int
}

// Places is the places of pools, date by date, with who is there and what the law allows.
type Places struct {
	PlacesQuery
	From, To   civil.Date
	Prev, Next civil.Date // a day of the period before, and after
	Pools      []Choice
	PEDT       bool
	Rows       []PlacesRow
	Cut        paging.Page
}

// PlacesRow is a pool on a date.
type PlacesRow struct {
	Key        string // "code date"
	Pool       string // code
	Name       string
	Date       civil.Date
	Places     *int // nil: no limit
	Usual      *int // on the other days
	Own        *int // of this date alone; nil: as on the other days
	OwnWait    *int // the waiting list of this date alone
	Taken      int
	Waiting    int
	Over       int // more accepted than places
	Activities string
	desk.Staffing
}

// Shown returns the stored places of the date, as a form carries them: a change begins with what the form was shown.
func (r PlacesRow) Shown() string { return numberWord(r.Own) + "/" + numberWord(r.OwnWait) }

// TeamShown returns the stored team, as a form carries it.
func (r PlacesRow) TeamShown() string { return teamWord(r.Team) }

func numberWord(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// teamWord returns "2+1/1": two animators and the director, one of them for the children under six.
func teamWord(t *ratio.Team) string {
	if t == nil {
		return ""
	}
	word := strconv.Itoa(t.Animators)
	if t.Director {
		word += "+1"
	}
	return word + "/" + numberWord(t.Under6)
}

// slot is a pool on a date.
type slot struct {
	pool *town.Pool
	date civil.Date
}

// Places returns a page of the places of a period. Only the days are shown on which an activity of the pool is open.
func (o *Settings) Places(ctx context.Context, d desk.Actor, ask PlacesQuery) (Places, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Places{}, err
	}
	if ask.Day == 0 {
		ask.Day = c.Today(o.Now())
	}
	page := Places{PlacesQuery: ask, PEDT: c.Structure.PEDT}
	pools := c.Pools
	for _, p := range c.Pools {
		page.Pools = append(page.Pools, Choice{Code: p.Code, Name: p.Name})
	}
	if ask.Pool != "" {
		if pools = slices.DeleteFunc(slices.Clone(pools), func(p *town.Pool) bool { return p.Code != ask.Pool }); len(
			pools) == 0 {
			return Places{}, desk.NotHere()
		}
	}
	page.From, page.To = ask.Day.Week().Days()[0], ask.Day.Week().Days()[6]
	if ask.Month {
		page.From, page.To = ask.Day.Month().First(), ask.Day.Month().Last()
	}
	page.Prev, page.Next = page.From-1, page.To+1
	all := openSlots(c, pools, page.From, page.To)
	page.Cut = paging.At(ask.Page).Of(len(all))
	begin := min(page.Cut.Offset(), len(all))
	page.Rows, err = o.placesRows(ctx, q, c, all[begin:min(begin+page.Cut.Size, len(all))])
	return page, err
}

// openSlots returns the pools on the dates on which one of their activities is open, by date.
func openSlots(c *town.Catalogue, pools []*town.Pool, from, to civil.Date) (all []slot) {
	for d := from; d <= to; d++ {
		for _, p := range pools {
			if openNames(c, p, d) != "" {
				all = append(all, slot{p, d})
			}
		}
	}
	return all
}

func openNames(c *town.Catalogue, p *town.Pool, d civil.Date) string {
	var names []string
	for _, a := range c.Activities {
		if !a.DrawsOn(p.ID) {
			continue
		}
		if c.IsOpen(a, d) {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ", ")
}

// placesRows reads the rows of slots, in one round trip.
func (o *Settings) placesRows(ctx context.Context, q db.Q, c *town.Catalogue, slots []slot) (rows []PlacesRow,
	err error) {
	if len(slots) == 0 {
		return nil, nil
	}
	var pools []int64
	from, to := slots[0].date, slots[0].date
	for _, s := range slots {
		pools = append(pools, s.pool.ID)
		from, to = min(from, s.date), max(to, s.date)
	}
	slices.Sort(pools)
	pools = slices.Compact(pools)
	var teams desk.Teams
	var counts map[booking.SlotKey]booking.Slot
	reads := append(teams.ReadTeams(c, pools, from, to), db.ReadSlots(pools, from, to, &counts))
	if err := q.Together(ctx, reads...); err != nil {
		return nil, err
	}
	for _, s := range slots {
		n := counts[booking.SlotKey{PoolID: s.pool.ID, Date: s.date}]
		own := s.pool.ByDate[s.date]
		row := PlacesRow{Key: s.pool.Code + " " + s.date.String(), Pool: s.pool.Code, Name: s.pool.Name, Date: s.date,
			Places: s.pool.On(s.date).Capacity, Usual: s.pool.Capacity, Own: own.Capacity, OwnWait: own.Waitlist,
			Taken: n.Accepted, Waiting: n.Waiting, Activities: openNames(c, s.pool, s.date),
			Staffing: teams.On(c, s.pool, s.date)}
		if row.Places != nil {
			row.Over = max(0, n.Accepted-*row.Places)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
