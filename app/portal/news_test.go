package portal_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/news"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// Each target reaches the families that it names, at home and on the page of all announcements, and no other; the count
// before publishing is their number.
func TestNewsReachTheFamiliesThatTheyNameAndNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, today := t.Context(), civil.Of(noon)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("CANTINE", nil, w.Pool("salle", 1, 5))
		care := w.Activity("SOIR", func(a *db.Activity) { a.StartAt, a.EndAt = 990, 1110 }, w.Pool("soir", 9, 5))
		families := []dbtest.Family{w.Family(1, meal), w.Family(1, meal, care), w.Family(2), w.Family(0)}
		gone := w.Family(1, meal)
		run(t, d, "update children set school = 'Jules-Ferry', class = 'CE1' where id = ?", families[0].Children[0])
		run(t, d, "update children set school = 'Jules-Ferry', class = 'CE2' where id = ?", families[2].Children[1])
		store(w, &db.Quotient{FamilyID: families[1].ID, FromDate: today, Qf: 500})
		store(w, &db.Quotient{FamilyID: families[2].ID, FromDate: today - 30, ToDate: today - 1, Qf: 500})
		store(w, &db.Erasure{StructureID: w.Structure.ID, FamilyID: gone.ID, AccountID: gone.AccountID,
			AskedAt: noon.UTC(), State: db.ErasureDone, DecidedAt: new(noon.UTC())})
		p := newPortal(d, nil)
		for _, f := range families[:2] { // the second one waits
			want(t, p, viewerOf(w, f), f.Children[0], "CANTINE", true, 3)
			validate(t, p, viewerOf(w, f))
		}
		at := civil.New(2026, 12, 3)
		for i, c := range []struct {
			item news.Item
			want []int // families
		}{
			{news.Item{Target: news.All}, []int{0, 1, 2, 3}},
			{news.Item{Target: news.School, School: "Jules-Ferry"}, []int{0, 2}},
			{news.Item{Target: news.School, School: "Ailleurs"}, nil},
			{news.Item{Target: news.Class, School: "Jules-Ferry", Class: "CE1"}, []int{0}},
			{news.Item{Target: news.Activity, ActivityID: care}, []int{1}},
			{news.Item{Target: news.Present, PresentFrom: at, PresentTo: at}, []int{0}},
			{news.Item{Target: news.Present, PresentFrom: at, PresentTo: at, ActivityID: meal}, []int{0}},
			{news.Item{Target: news.Present, PresentFrom: at, PresentTo: at, ActivityID: care}, nil},
			{news.Item{Target: news.Present, PresentFrom: at + 1, PresentTo: at + 9}, nil},
			{news.Item{Target: news.Waiting}, []int{1}},
			{news.Item{Target: news.WithoutQuotient}, []int{0, 2, 3}},
		} {
			run(t, d, "delete from news")
			c.item.Title, c.item.Body, c.item.From, c.item.To = "Titre", "Texte", today, today+10
			if _, err := d.Write().AddNews(ctx, w.Structure.ID, c.item, noon); err != nil {
				t.Fatal(err)
			}
			wanted := map[int]bool{}
			for _, f := range c.want {
				wanted[f] = true
			}
			for f, family := range families {
				all, err := p.News(ctx, viewerOf(w, family))
				if err != nil {
					t.Fatal(err)
				}
				home, err := p.Home(ctx, viewerOf(w, family))
				if err != nil {
					t.Fatal(err)
				}
				if len(all) == 1 != wanted[f] || len(home.News.Shown) == 1 != wanted[f] {
					t.Errorf("%d, %s: family %d sees %d, at home %d", i, c.item.Target, f, len(all),
						len(home.News.Shown))
				}
			}
			if n, err := d.Read().CountConcerned(ctx, w.Structure.ID, c.item, today); err != nil || n != len(c.want) {
				t.Errorf("%d, %s: %d families are counted, %v", i, c.item.Target, n, err)
			}
		}
	})
}

// What must be read is shown until each adult has said that they read it, and then among the others: pinned first, the
// newest before the older, three at home. Another day or another town shows nothing.
func TestNewsAreReadOnceByEachAdult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, today := t.Context(), civil.Of(noon)
		w, there := dbtest.NewTown(t, d), dbtest.NewNeighbour(t, d)
		f := w.Family(1)
		other := db.Account{Login: "pere", PasswordHash: "-", PasswordSetAt: noon.UTC(), CreatedAt: noon.UTC()}
		store(w, &other)
		store(w, &db.Guardian{AccountID: other.ID, FamilyID: f.ID})
		add := func(town *dbtest.Town, title string, from, to civil.Date, pinned, must bool) int64 {
			t.Helper()
			id, err := d.Write().AddNews(ctx, town.Structure.ID, news.Item{Title: title, Body: "Texte",
				Target: news.All, From: from, To: to, Pinned: pinned, MustRead: must}, noon)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		strike := add(w, "grève", today-3, today, false, true)
		add(w, "ancienne", today-3, today, false, false)
		add(w, "récente", today-1, today, false, false)
		add(w, "épinglée", today-9, today, true, false)
		add(w, "à venir", today+1, today+2, false, true)
		over := add(w, "terminée", today-3, today-1, true, true)
		elsewhere := add(there, "ailleurs", today, today, true, true)
		withdrawn := add(w, "retirée", today, today, true, true)
		if ok, err := d.Write().WithdrawNews(ctx, w.Structure.ID, withdrawn, noon); !ok || err != nil {
			t.Fatal(ok, err)
		}
		now := noon
		p, v := newPortal(d, func() time.Time { return now }), viewerOf(w, f)
		his := v
		his.AccountID = other.ID
		words := func(all []news.Shown) (said string) {
			for _, one := range all {
				said += one.Title + " "
			}
			return said
		}
		check := func(who portal.Viewer, toRead, shown string, more bool) {
			t.Helper()
			home, err := p.Home(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			if n := home.News; words(n.ToRead) != toRead || words(n.Shown) != shown || n.More != more {
				t.Errorf("%q, %q, %t", words(n.ToRead), words(n.Shown), n.More)
			}
		}
		check(v, "grève ", "épinglée récente ancienne ", false)
		for _, id := range []int64{over, elsewhere, withdrawn, 99999} {
			if err := p.ReadNews(ctx, v, id); err != nil { // as if it did not exist
				t.Errorf("%d, which is not shown: %v", id, err)
			}
		}
		dbtest.Want(t, d, "select count(*) from news_readings", "0")
		for range 2 { // sent twice
			if err := p.ReadNews(ctx, v, strike); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select news_id, account_id from news_readings",
			dbtest.Query(t, d, "select id, "+fmt.Sprint(f.AccountID)+" from news where title = 'grève'")[0])
		check(v, "", "épinglée récente ancienne ", true)
		check(his, "grève ", "épinglée récente ancienne ", false)
		all, err := p.News(ctx, v)
		if err != nil || words(all) != "épinglée récente ancienne grève " {
			t.Errorf("%q, %v", words(all), err)
		}
		now = noon.AddDate(0, 0, 1)
		check(v, "à venir ", "", false)
	})
}
