package settings

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// nounView is the form of an activity, a pool, a category or a wallet.
type nounView struct {
	kindWords
	Title, Action, Back string
	Code                string // of a stored one
	Groups              []fieldGroup
	Shown               string // the noun as the form showed it: see town.Shown
	Reason              string
	Moved               []town.Difference // what somebody else changed meanwhile
	Copied              *copiedView
	CopyURL, EndURL     string
	Archived            bool
}

// shownField carries what a form showed of the settings, so that who has been overtaken by somebody else is told.
const shownField = "vu"

var errIncomplete = fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")

// NounPage shows the form of a noun.
func (s *Pages) NounPage(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		shown, err := s.Settings.Noun(c.UserContext(), site.Actor(c), kind, site.Param(c, "code"))
		if err != nil {
			return err
		}
		return s.showNoun(c, kind, shown, typedOf(shown.Noun), nil, nil)
	}
}

func (s *Pages) showNoun(c *fiber.Ctx, kind town.NounKind, shown settings.Shown, v url.Values,
	moved []town.Difference, wrong map[string]string) error {
	layout := s.StaffLayout(c, shown.Noun.Title(), wordsOf(kind).Key)
	layout.FieldErrors = wrong
	return s.Page(c, "settings/noun", layout, newNounView(kind, shown, v, moved, wrong))
}

func newNounView(kind town.NounKind, shown settings.Shown, v url.Values, moved []town.Difference,
	wrong map[string]string) nounView {
	words, code := wordsOf(kind), town.Key(shown.Noun)
	path := nounPath(kind, code)
	v.Set("code", code)
	view := nounView{kindWords: words, Title: nameOf(shown.Noun), Action: path, Back: words.Path, Code: code,
		Groups: fieldViews(kind, editable(kind), shown.Town, v, shown.Today, wrong), Shown: town.Shown(shown.Noun),
		Reason: v.Get("motif"), Moved: moved, EndURL: path + "/retirer",
		CopyURL: words.Path + "/" + words.NewEnd + "?" + url.Values{"copie": {code}}.Encode()}
	if kind == town.NounActivity {
		view.Archived = settings.Archived(shown.Town.Town.Activity(code), shown.Today)
		if view.EndURL = path + "/archiver"; view.Archived {
			view.EndURL = ""
		}
	}
	return view
}

// SetNoun proposes what was typed in the form of a noun.
func (s *Pages) SetNoun(kind town.NounKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		code, v := site.Param(c, "code"), site.FormOf(c)
		shown, err := s.Settings.Noun(c.UserContext(), site.Actor(c), kind, code)
		if err != nil {
			return err
		}
		before := asShown(carriedBy(v), shown.Noun)
		after, read := readTyped(kind, before, v, editable(kind))
		if v.Get("voir") != "" { // the worked dates, without JavaScript
			shown.Noun = before
			return s.showNoun(c, kind, shown, v, nil, nil)
		}
		done, err := s.Settings.Propose(c.UserContext(), site.Actor(c), settings.Proposal{
			Title: "Modifier " + title(kind, after), Reason: v.Get("motif"), Read: read,
			Changes: town.Changes{{Before: before, After: after}}})
		switch wrong := site.FieldFaults(err); {
		case wrong != nil:
			c.Status(fiber.StatusUnprocessableEntity)
			shown.Noun = before
			return s.showNoun(c, kind, shown, v, nil, wrong)
		case fault.KindOf(err) == fault.Conflict:
			if shown, err = s.Settings.Noun(c.UserContext(), site.Actor(c), kind, code); err != nil {
				return err
			}
			c.Status(fiber.StatusConflict)
			keep(v, before, after, shown.Noun, read)
			return s.showNoun(c, kind, shown, v, shown.Town.Town.Diff(before, shown.Noun), nil)
		case err != nil:
			return err
		}
		return say(c, done, nounPath(kind, code))
	}
}

// keep replaces the inputs of the fields that a person left as they were shown by what is stored now: only what was
// typed is kept.
func keep(v url.Values, before, typed, now town.Noun, read town.Findings) {
	for _, f := range editable(now.Kind()) {
		if f.Cell(before) == f.Cell(typed) && len(read.On(f.Name)) == 0 {
			for _, end := range []string{"", limitEnd, formEnd, dayEnd, inMonth, clockEnd} {
				v.Del(f.Name + end)
			}
			typeField(v, f, f.Cell(now))
		}
	}
}

// say answers after a proposal: with the page of its opération, or with a notice once it is applied.
func say(c *fiber.Ctx, done settings.Outcome, path string) error {
	switch {
	case done.Nothing:
		return site.Say(c, site.NothingChanged, path)
	case done.Applied:
		return site.Say(c, site.CatalogueSet, path)
	}
	return c.Redirect(site.OperationPath(done.Operation), fiber.StatusSeeOther)
}

// nounPath is the address of a noun's form.
func nounPath(kind town.NounKind, code string) string {
	return wordsOf(kind).Path + "/" + url.PathEscape(code)
}

// editable returns the fields of a kind that may change: all but its code.
func editable(kind town.NounKind) []town.Field {
	return slices.DeleteFunc(slices.Clone(town.Fields(kind)), func(f town.Field) bool { return f.Key })
}

// nameOf returns the name of a noun.
func nameOf(n town.Noun) string {
	fields := town.Fields(n.Kind())
	return fields[slices.IndexFunc(fields, named("name"))].Cell(n)
}

// title returns a noun within a sentence: "l'activité « Cantine »".
func title(kind town.NounKind, n town.Noun) string {
	return wordsOf(kind).The + " «" + site.Nbsp + nameOf(n) + site.Nbsp + "»"
}

// carriedBy returns the nouns that a form showed; none where it does not say.
func carriedBy(v url.Values) []town.Noun {
	all, _ := town.ReadShown[town.Noun](v.Get(shownField))
	return all
}

// asShown returns a noun that is stored now as a form showed it; as it is, where the form does not say.
func asShown(carried []town.Noun, now town.Noun) town.Noun {
	for _, n := range carried {
		if n.Kind() == now.Kind() && town.Key(n) == town.Key(now) {
			return n
		}
	}
	return now
}
