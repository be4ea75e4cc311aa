package browsertest

import (
	"fmt"
	"testing"

	town "cartable/app/demo"
)

// Two goals that current portals miss: a month visible at a glance, and a month for two children in a dozen taps.

// hiddenAtFirst lists the parts of a month that are not visible on the first screen: beyond its edges, or covered.
const hiddenAtFirst = `(() => {
  if (scrollY) return ['the page has scrolled'];
  const nav = document.querySelector('.nav').getBoundingClientRect(), bottom = nav.top > innerHeight / 2 ? nav.top :
  	innerHeight;
  return ['.chips [aria-current]', '#activite', '#mois', '#recap .sum', '#verifier', '#cal .cal thead', '#cal td[data-date]'].flatMap(what => {
    const all = [...document.querySelectorAll(what)];
    return all.length ? all.filter(e => {
      const r = e.getBoundingClientRect(), over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
      return r.top < 0 || r.left < 0 || r.right > innerWidth || r.bottom > bottom || !(e.contains(over) || over.contains(e));
    }).map(e => what + ' ' + (e.dataset.date || '') + ' ends at ' + Math.round(e.getBoundingClientRect().bottom) + ' of ' + Math.round(bottom)) : [what + ' is missing'];
  });
})()`

func TestAMonthAtAGlance(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	for _, month := range []string{"2026-12", "2027-01", "2027-03", "2027-04", "2027-05", "2027-06"} {
		p.Goto(base + "/reservations?mois=" + month)
		for _, hidden := range Eval[[]string](p, hiddenAtFirst) {
			t.Errorf("%s: not on the first screen: %s", month, hidden)
		}
	}
	// With a draft, which makes the bar taller.
	p.tap(p.freeDays(1)[0])
	p.idle()
	Eval[bool](p, "(scrollTo(0, 0), true)")
	for _, hidden := range Eval[[]string](p, hiddenAtFirst) {
		t.Errorf("with a draft: not on the first screen: %s", hidden)
	}
	p.Clean()
}

// From the sign-in page to a validated month for two children: every touch counts, including those that focus a
// field. The typical week proposes what the family usually books, for the first month that is not booked yet.
func TestAMonthForTwoChildrenInNineTaps(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	taps := 0
	tap := func(selector string) { taps++; p.Click(selector) }
	follow := func(selector string) { taps++; p.Follow(selector) }

	p.Goto(base + "/connexion")
	tap("#identifiant")
	p.key("leroy")
	tap("#mot_de_passe")
	p.key(town.Password)
	follow("form.card .btn.main")
	follow(`.nav a[href="/reservations"]`)
	follow(".go .btn")
	children := p.Count("input[name=enfant]:checked")
	month := Eval[string](p, "document.querySelector('select[name=mois]').value")
	tap(`.wd:has([value$=":5"]:not(:checked))`) // and one more day than usual
	follow(".pattern .btn.main")
	follow(`a[href="/reservations/verifier"].main`)
	drafted := p.Count("section[aria-labelledby=reservations] .one")
	follow("main form.actions .btn.main")

	if n := p.Count("section[aria-labelledby=reservations] .one"); children != 2 || drafted < 20 || n != drafted {
		t.Errorf("%d children, %d days of %s chosen, %d validated", children, drafted, month, n)
	}
	if taps > 9 {
		t.Errorf("%d taps, more than 9", taps)
	}
	fmt.Printf("a validated month for two children: %d taps, %d days of %s\n", taps, drafted, month)
	p.Clean()
}
