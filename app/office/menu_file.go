package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/menu"
	"cartable/db"
)

// LoadedMenus is what became of the days of a file.
type LoadedMenus struct {
	Written, Replaced, Unchanged int
	Skipped                      int        // past days, whose menu does not change
	First                        civil.Week // that changed; zero if none did
}

// LoadMenus stores the menus of a file, all of them or none. Past days are skipped: a file of a month is sent in its
// midst. A day that has another menu is replaced where replace says so. The troubles are all errors of the file.
func (o *Office) LoadMenus(ctx context.Context, d desk.Actor, text string, replace bool) (done LoadedMenus,
	troubles []menu.Trouble, err error) {
	sheet, read := menu.ReadSheet(text)
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		done, troubles = LoadedMenus{}, read
		if len(sheet.Menus) == 0 {
			return nil
		}
		from, to := sheet.Menus[0].Date, sheet.Menus[0].Date
		for _, m := range sheet.Menus {
			from, to = min(from, m.Date), max(to, m.Date)
		}
		today, stored, err := o.menusNow(ctx, q, d, max(from, 1), max(to, 1))
		if err != nil {
			return err
		}
		var changed []menu.Menu
		found := read[:len(read):len(read)]
		for i, m := range sheet.Menus {
			why := done.put(m, menu.On(stored, m.Date), today, replace)
			switch {
			case why != "":
				found = append(found, menu.Trouble{Line: sheet.Lines[i], Column: menu.DateField,
					Value: m.Date.Numeric(), Message: why})
			case m.Date >= today && menu.On(stored, m.Date) != m:
				changed = append(changed, m)
			}
		}
		if troubles = menu.ByLine(found); len(troubles) > 0 {
			done = LoadedMenus{}
			return nil
		}
		return o.storeMenus(ctx, q, d, stored, changed)
	})
	return done, troubles, err
}

// put counts a day of a file, or says why it is refused. A day without a date is refused by its line already.
func (l *LoadedMenus) put(m, was menu.Menu, today civil.Date, replace bool) (why string) {
	switch {
	case m.Date == 0:
	case was == m:
		l.Unchanged++
	case m.Date < today:
		l.Skipped++
	case menu.Fixed(m.Date, today) != "":
		return menu.Fixed(m.Date, today)
	case !was.Empty() && !replace:
		return "Ce jour a déjà un autre menu\u00a0: cochez «\u00a0Remplacer\u00a0» pour le changer."
	default:
		if l.Written+l.Replaced == 0 || m.Date < l.First.Monday() {
			l.First = m.Date.Week()
		}
		if was.Empty() {
			l.Written++
		} else {
			l.Replaced++
		}
	}
	return ""
}
