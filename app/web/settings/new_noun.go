package settings

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// copiedView is what a new activity may take along from the one that it copies.
type copiedView struct {
	Code, Name string
	Tariffs    int
	Take       bool
}

// NewNounPage shows the form of a new noun, filled with another one's values to copy it.
func (s *Pages) NewNounPage(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		shown, err := s.Settings.NewNoun(c.UserContext(), site.Actor(c), kind, c.Query("copie"))
		if err != nil {
			return err
		}
		return s.showNewNoun(c, kind, shown, startOf(kind, shown.Noun), nil)
	}
}

// startOf returns what the form of a new noun holds at first: the noun that it copies, or what is usual.
func startOf(kind town.NounKind, copied town.Noun) url.Values {
	if copied != nil {
		v := typedOf(copied)
		v.Del("code")
		v.Set("name", v.Get("name")+" (copie)")
		v.Set("copie", town.Key(copied))
		v.Set("tarifs", "1")
		return v
	}
	v := url.Values{}
	if kind == town.NounActivity {
		empty, _ := town.Read(kind, nil, map[string]string{"meal": "0.00"})
		v = typedOf(empty)
		for _, name := range []string{"from", "to", "start", "end", "book_by" + formEnd, "cancel_by" + formEnd} {
			v.Del(name)
		}
	}
	return v
}

func (s *Pages) showNewNoun(c *fiber.Ctx, kind town.NounKind, shown settings.Shown, v url.Values,
	wrong map[string]string) error {
	words := wordsOf(kind)
	layout := s.StaffLayout(c, words.New, words.Key)
	layout.FieldErrors = wrong
	return s.Page(c, "settings/new-noun", layout, newNewNounView(kind, shown, v, wrong))
}

func newNewNounView(kind town.NounKind, shown settings.Shown, v url.Values, wrong map[string]string) nounView {
	words := wordsOf(kind)
	view := nounView{kindWords: words, Title: words.New, Action: words.Path + "/" + words.NewEnd, Back: words.Path,
		Groups: fieldViews(kind, town.Fields(kind), shown.Town, v, shown.Today, wrong), Reason: v.Get("motif")}
	if shown.Noun != nil {
		view.Copied = &copiedView{Code: town.Key(shown.Noun), Name: nameOf(shown.Noun), Take: v.Get("tarifs") != ""}
		if a := shown.Town.Town.Activity(view.Copied.Code); kind == town.NounActivity && a != nil {
			view.Copied.Tariffs = len(a.Tariffs)
		}
	}
	return view
}

// AddNoun proposes a new noun, with the prices of the one that it copies if they are ticked.
func (s *Pages) AddNoun(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v := site.FormOf(c)
		shown, err := s.Settings.NewNoun(c.UserContext(), site.Actor(c), kind, v.Get("copie"))
		if err != nil {
			return err
		}
		if v.Get("voir") != "" {
			return s.showNewNoun(c, kind, shown, v, nil)
		}
		after, read := readTyped(kind, nil, v, town.Fields(kind))
		changes := town.Changes{{After: after}}
		if v.Get("tarifs") != "" {
			changes = append(changes, settings.CopiedTariffs(shown, town.Key(after))...)
		}
		done, err := s.Settings.Propose(c.UserContext(), site.Actor(c), settings.Proposal{
			Title: "Créer " + title(kind, after), Reason: v.Get("motif"), Read: read, Changes: changes})
		if wrong := site.FieldFaults(err); wrong != nil {
			c.Status(fiber.StatusUnprocessableEntity)
			return s.showNewNoun(c, kind, shown, v, wrong)
		}
		if err != nil {
			return err
		}
		return say(c, done, nounPath(kind, town.Key(after)))
	}
}
