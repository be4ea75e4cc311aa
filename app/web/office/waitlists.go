package office

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
	"cartable/app/office"
	"cartable/app/queue"
	"cartable/app/web/site"
)

const waitlistsPath = "/mairie/attente"

// usualHours are the hours of an offer that staff make, unless they type others.
const usualHours = 24

// waitlistsView is the page of the waiting lists, as a form.
type waitlistsView struct {
	office.Waitlists
	May     bool    // work the lists
	Serving bool    // the boxes of those for whom there is a place are ticked
	Ticked  []int64 // the boxes that were ticked before
	Hours   string  // as typed
	Words   string  // as typed
	Left    []queue.Left
	Done    int   // of those that were done with them
	Back    int64 // the offer that is being taken back, whose reason is wrong
}

// Checked reports whether the box of a request is ticked.
func (v waitlistsView) Checked(r office.WaitRow) bool {
	return v.Serving && r.Served || slices.Contains(v.Ticked, r.ID)
}

// fewGroups are shown open, however little there is to do in them.
const fewGroups = 3

// Open reports whether the requests of a day are shown at once: those where there is something to do, of one activity
// or of few days all. The others are one line each, so that a phone shows at a glance where places are.
func (v waitlistsView) Open(g office.WaitGroup) bool {
	return v.Activity != "" || len(v.Groups) <= fewGroups || g.Free() ||
		slices.ContainsFunc(g.Rows, func(r office.WaitRow) bool { return v.Checked(r) })
}

// Works reports whether there is a request that may be worked here.
func (v waitlistsView) Works() bool {
	return v.May && slices.ContainsFunc(v.Groups, func(g office.WaitGroup) bool { return !g.Manual })
}

// List returns the address of the lists as they are shown, for their pages.
func (v waitlistsView) List() site.List {
	list := site.ListAt(waitlistsPath).With("activite", v.Activity)
	if v.Extra > 0 {
		list = list.With("places", v.Extra)
	}
	return list
}

// ServingURL returns the address of the page with the boxes ticked of those for whom there is a place.
func (v waitlistsView) ServingURL() template.URL {
	return v.List().With("page", v.Page.Number).With("cocher", "servies").Address() + "#demandes"
}

// Reasons are the usual reasons.
func (v waitlistsView) Reasons() []string {
	return []string{"Famille injoignable", "Fratrie déjà accueillie ce jour-là", "Situation d'urgence",
		"À la demande de la famille", "Demande faite deux fois"}
}

// WaitlistsPage lists the requests that wait.
func (s *Pages) WaitlistsPage(c *fiber.Ctx) error {
	return s.showWaitlists(c, waitlistsView{Hours: strconv.Itoa(usualHours)}, nil)
}

func (s *Pages) showWaitlists(c *fiber.Ctx, view waitlistsView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Listes d'attente", "waitlists")
	ask, page := office.WaitQuery{Activity: c.FormValue("activite")}, c.FormValue("page")
	if c.Method() == fiber.MethodGet {
		ask = office.WaitQuery{Activity: c.Query("activite"), Extra: site.Number(c, "places")}
		view.Serving, page = layout.OneOf(c, "cocher", "servies") != "", c.Query("page")
	}
	number, _ := strconv.ParseInt(page, 10, 32)
	list, err := s.Office.Waitlists(c.UserContext(), site.Actor(c), ask, int(number))
	if err != nil {
		return err
	}
	view.Waitlists, view.May = list, s.MayDo(c, access.AnswerRequests)
	if wrong != nil {
		return s.Again(c, "office/waitlists", layout, wrong, view)
	}
	return s.Page(c, "office/waitlists", layout, view)
}

// actWords are the buttons of the form.
var actWords = map[string]queue.What{"donner": queue.Give, "proposer": queue.Propose, "tete": queue.ToFirst,
	"passer": queue.Pass, "rang": queue.Return, "retirer": queue.TakeOff}

// WorkWaitlists does something to the requests that are ticked. Those that stay as they were are named, with the
// reason, above the lists as they are now.
func (s *Pages) WorkWaitlists(c *fiber.Ctx) error {
	a := queue.Acts{What: actWords[c.FormValue("action")], Words: c.FormValue("motif")}
	hours := c.FormValue("heures")
	a.Hours, _ = strconv.Atoi(hours)
	for _, value := range c.Context().PostArgs().PeekMulti("demande") {
		id, _ := strconv.ParseInt(string(value), 10, 64)
		a.IDs = append(a.IDs, id)
	}
	view := waitlistsView{Ticked: a.IDs, Words: a.Words, Hours: hours}
	done, err := s.Queue.Act(c.UserContext(), site.Actor(c), a)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showWaitlists(c, view, wrong)
	}
	if err != nil {
		return err
	}
	if len(done.Left) > 0 {
		return s.showWaitlists(c, waitlistsView{Left: done.Left, Done: done.Done, Hours: hours}, nil)
	}
	return site.Say(c, site.WaitlistWorked, string(site.ListAt(waitlistsPath).With("activite",
		c.FormValue("activite")).Address()))
}

// TakeBackOffer takes back an offer that no family has answered.
func (s *Pages) TakeBackOffer(c *fiber.Ctx) error {
	id, _ := c.ParamsInt("id")
	words := c.FormValue("motif")
	err := s.Queue.TakeBack(c.UserContext(), site.Actor(c), int64(id), words)
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.showWaitlists(c, waitlistsView{Words: words, Back: int64(id), Hours: strconv.Itoa(usualHours)},
			map[string]string{"retrait": wrong["motif"]})
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.OfferTakenBack, string(site.ListAt(waitlistsPath).With("activite",
		c.FormValue("activite")).Address()))
}
