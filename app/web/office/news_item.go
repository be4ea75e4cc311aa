package office

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/news"
	"cartable/app/office"
	"cartable/app/web/site"
)

// newNews is the id of an announcement that is not written yet, in its address.
const newNews = "nouvelle"

// newsView is the page of an announcement: its form with the stored or the typed values, or how families will see it.
type newsView struct {
	office.NewsItem // as stored
	Form            office.NewsForm
	Preview         *newsPreview
	Moved           bool // somebody else changed it while the form was open: the stored one is shown beside it
}

// newsPreview is an announcement as a parent sees it, and how many families would.
type newsPreview struct {
	office.NewsRow
	Families int
}

// URL returns the address of the page.
func (v newsView) URL() string { return newsURL(v.ID) }

// Over reports whether families will not see the announcement any more, whatever is changed.
func (v newsView) Over() bool { return v.State == news.Withdrawn }

// Targets are the choices of the families.
func (v newsView) Targets() (all []site.Choice) {
	for _, t := range news.Targets {
		all = append(all, site.Choice{Value: string(t.Target), Label: t.French, Selected: t.Target == v.Form.Target})
	}
	return all
}

// ClassChoices are the classes, each with its school.
func (v newsView) ClassChoices() (all []site.Choice) {
	for _, one := range v.Classes {
		all = append(all, site.Choice{Value: classValue(one), Label: one.School + ", " + one.Class,
			Selected: one == v.Form.Class})
	}
	return all
}

// classValue is a class in a form: names may have any character.
func classValue(one office.SchoolClass) string {
	if one == (office.SchoolClass{}) {
		return ""
	}
	return url.QueryEscape(one.School) + "/" + url.QueryEscape(one.Class)
}

func classOf(value string) (one office.SchoolClass) {
	school, class, _ := strings.Cut(value, "/")
	one.School, _ = url.QueryUnescape(school)
	one.Class, _ = url.QueryUnescape(class)
	return one
}

// Hidden are the typed values, for the form below the preview.
func (v newsView) Hidden() []site.Hidden {
	f := v.Form
	all := []site.Hidden{{Name: "version", Value: strconv.Itoa(f.Edits)}, {Name: "titre", Value: f.Title},
		{Name: "texte", Value: f.Body}, {Name: "cible", Value: string(f.Target)}, {Name: "ecole", Value: f.School},
		{Name: "classe", Value: classValue(f.Class)}, {Name: "activite", Value: f.Activity},
		{Name: "present-du", Value: f.PresentFrom}, {Name: "present-au", Value: f.PresentTo},
		{Name: "du", Value: f.From}, {Name: "au", Value: f.To}}
	if f.Pinned {
		all = append(all, site.Hidden{Name: "epingle", Value: "oui"})
	}
	if f.MustRead {
		all = append(all, site.Hidden{Name: "a-lire", Value: "oui"})
	}
	return all
}

// formOf returns the form of a stored announcement.
func formOf(one office.NewsItem) office.NewsForm {
	f := office.NewsForm{ID: one.ID, Edits: one.Edits, Title: one.Title, Body: one.Body, Target: one.Target,
		School: one.School, PresentFrom: one.PresentFrom.String(), PresentTo: one.PresentTo.String(),
		From: one.From.String(), To: one.To.String(), Pinned: one.Pinned, MustRead: one.MustRead,
		Activity: one.Activity}
	if one.Class != "" {
		f.Class = office.SchoolClass{School: one.School, Class: one.Class}
	}
	return f
}

// newsForm reads the form.
func newsForm(c *fiber.Ctx) office.NewsForm {
	edits, _ := strconv.Atoi(c.FormValue("version"))
	return office.NewsForm{ID: site.IdOf(c, "id"), Edits: edits, Title: c.FormValue("titre"),
		Body: c.FormValue("texte"), Target: news.Target(c.FormValue("cible")), School: c.FormValue("ecole"),
		Class: classOf(c.FormValue("classe")), Activity: c.FormValue("activite"),
		PresentFrom: c.FormValue("present-du"), PresentTo: c.FormValue("present-au"), From: c.FormValue("du"),
		To: c.FormValue("au"), Pinned: c.FormValue("epingle") != "", MustRead: c.FormValue("a-lire") != ""}
}

// newsID returns the id in the address; 0 is a new announcement.
func newsID(c *fiber.Ctx) (int64, error) {
	id := site.IdOf(c, "id")
	if id == 0 && c.Params("id") != newNews {
		return 0, fiber.ErrNotFound
	}
	return id, nil
}

// NewsItemPage shows the form of an announcement.
func (s *Pages) NewsItemPage(c *fiber.Ctx) error {
	id, err := newsID(c)
	if err != nil {
		return err
	}
	one, err := s.Office.NewsItem(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	return s.Page(c, "office/news-item", s.newsLayout(c, id), newsView{NewsItem: one, Form: formOf(one)})
}

func (s *Pages) newsLayout(c *fiber.Ctx, id int64) site.Layout {
	if id == 0 {
		return s.StaffLayout(c, "Nouvelle actualité", "news")
	}
	return s.StaffLayout(c, "Actualité", "news")
}

// PublishNewsItem shows an announcement as families will see it, with their number, and then publishes it.
func (s *Pages) PublishNewsItem(c *fiber.Ctx) error {
	id, err := newsID(c)
	if err != nil {
		return err
	}
	ctx, who, form := c.UserContext(), site.Actor(c), newsForm(c)
	view := newsView{Form: form}
	switch c.FormValue("etape") {
	case "publier":
		if err = s.Office.PublishNews(ctx, who, form); err == nil {
			return site.Say(c, site.NewsPublished, newsPath)
		}
	case "modifier":
	default:
		var seen newsPreview
		if seen.NewsRow, seen.Families, err = s.Office.PreviewNews(ctx, who, form); err == nil {
			view.Preview = &seen
		}
	}
	wrong, moved := site.FieldFaults(err), fault.KindOf(err) == fault.Conflict
	if err != nil && wrong == nil && !moved {
		return err
	}
	if view.NewsItem, err = s.Office.NewsItem(ctx, who, id); err != nil {
		return err
	}
	layout := s.newsLayout(c, id)
	if wrong != nil {
		return s.Again(c, "office/news-item", layout, wrong, view)
	}
	if moved {
		view.Moved, view.Form.Edits = true, view.Edits
		c.Status(fiber.StatusConflict)
	}
	return s.Page(c, "office/news-item", layout, view)
}
