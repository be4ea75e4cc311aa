package web

import (
	"io"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
)

// The gallery shows every template in every state that its author thought of, with invented data: to look at while the
// style changes, to be photographed, and to be executed by the tests, which fail when a template was never run.

// Sample is a template with data.
type Sample struct {
	Name     string // of its address, "month-full"
	Title    string
	Template string // "parent/month", or a fragment's name
	Fragment bool
	Layout   Layout
	View     any
}

// Write renders a sample, a fragment inside a page of its own so that it has a style.
func (s Sample) Write(r *Renderer, w io.Writer) error {
	if s.Fragment {
		return r.Fragment(w, s.Template, s.View)
	}
	return r.Page(w, s.Template, s.Layout, s.View)
}

// GalleryLine is a line of the gallery's own page.
type GalleryLine struct{ URL, Title, Template string }

// Gallery is every sample.
func Gallery() []Sample {
	var samples []Sample
	for _, group := range [][]Sample{
		familySamples(),
		monthSamples(),
		chooseSamples(),
		officeSamples(), familiesSamples(), agentSamples(),
		accountSamples(),
		rollSamples(),
		treasurerSamples(),
		paySamples(),
		onlineSamples(),
		moneySamples(),
		taxSamples(),
	} {
		samples = append(samples, group...)
	}
	var index []GalleryLine
	for _, s := range samples {
		index = append(index, GalleryLine{"/apparence/" + s.Name, s.Title, s.Template})
	}
	return append(samples, Sample{Name: "index", Title: "Apparence", Template: "gallery", Layout: Layout{Title: "Apparence"}, View: galleryView{galleryTokens, index}})
}

var (
	galleryZone = func() *time.Location {
		loc, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			return time.UTC
		}
		return loc
	}()
	galleryNow = time.Date(2026, time.November, 23, 12, 5, 0, 0, time.UTC)
	galleryDay = civil.New(2026, time.November, 23)
)

func familyLayout(title, active string) Layout {
	return Layout{
		Title: title, Active: active, Town: "Saint-Martin-sur-Loire", Family: "Famille Martin", SignedIn: true,
		UpdatedThrough: time.Date(2026, time.November, 22, 23, 30, 0, 0, time.UTC), CSRF: "jeton", Now: galleryNow, Loc: galleryZone,
		Nav: familyNav,
	}
}

func officeLayout(title, active string) Layout {
	l := familyLayout(title, active)
	l.Family, l.Staff, l.StaffNav = "Claire Dubois", true, true
	l.Nav, l.More = officeNav, officeMore
	l.Structures = []Choice{{"mairie", "Saint-Martin-sur-Loire", true}, {"alsh", "Centre de loisirs intercommunal", false}}
	return l
}

var galleryBasket = portal.Basket{Adds: 4, Cancels: 1, Total: money.Cents(1266), Revision: 17}
