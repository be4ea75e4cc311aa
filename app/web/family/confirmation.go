package family

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func (s *Pages) ConfirmationPage(c *fiber.Ctx) error {
	confirmation, err := s.Portal.Confirmation(c.UserContext(), viewer(c), c.Params("number"))
	if err != nil {
		return err
	}
	// Until when nights have transmitted is known now, not before the page's reads.
	sent := !confirmation.At.After(site.VisitorOf(c).UpdatedThrough)
	view := s.confirmationView(confirmation, sent)
	if actingOf(c) != nil {
		view.Next = actingNext(confirmation)
	}
	return s.Page(c, "family/confirmation", s.bookingLayout(c, "Demande validée – étape 3 sur 3"), view)
}

// confirmationView is a confirmation, with the words of what follows.
type confirmationView struct {
	portal.Confirmation
	Night string   // when the night answers; empty when it has passed
	Next  []string // what follows
	Town  string   // staff made it, as the family had asked
}

// confirmationView returns the view of a confirmation; sent reports whether a night has transmitted it.
func (s *Pages) confirmationView(done portal.Confirmation, sent bool) confirmationView {
	view := confirmationView{Confirmation: done}
	if done.Channel != "" {
		view.Town = "Réservé par la mairie, " + done.Channel.Words() + "."
	}
	if sent {
		view.Next = []string{"Vos demandes ont été transmises à la mairie. Votre suivi montre où elles en sont."}
		return view
	}
	night := nightOf(done.NextNight, s.Now(), s.Loc)
	view.Night = night.when
	waits := slices.ContainsFunc(done.Bookings, func(l portal.RecapLine) bool { return l.Result.Status().Waits() })
	kept := slices.ContainsFunc(done.Bookings,
		func(l portal.RecapLine) bool { return l.Result == booking.ResultAccepted })
	if kept {
		view.Next = append(view.Next, "Les réservations acceptées vous sont acquises dès maintenant.")
	}
	view.Next = append(view.Next, "Vos demandes seront transmises à la mairie "+night.when+".")
	morning := site.Capital(night.morning) + ", "
	switch {
	case done.HasMail && waits:
		view.Next = append(view.Next, morning+"vous saurez par courriel si les demandes en attente ont obtenu une "+
			"place, jusqu'à quand vous pouvez la refuser sans frais, ou pourquoi elles sont refusées.")
	case done.HasMail:
		view.Next = append(view.Next, morning+"vous en recevrez le compte rendu par courriel.")
	case waits:
		view.Next = append(view.Next, "Vous ne recevez pas nos courriels"+site.Nbsp+": "+night.morning+
			", consultez la réponse dans votre suivi.")
	default:
		view.Next = append(view.Next, "Vous ne recevez pas nos courriels"+site.Nbsp+": consultez votre suivi.")
	}
	return view
}

// nightWords says when a night comes, as somebody would say it now, and when its answers can be read.
type nightWords struct{ when, morning string }

// nightOf returns the words for a night that comes within a day: « cette nuit », « demain matin ».
func nightOf(night, now time.Time, loc *time.Location) nightWords {
	night, now = night.In(loc), now.In(loc)
	at, day := civil.TimeOf(night), "demain"
	if civil.Of(night) == civil.Of(now) {
		day = "aujourd'hui"
	}
	if at >= 6*60 { // a structure may set its hour to the evening
		words := nightWords{when: day + " à " + site.HardSpaces(at.Human())}
		words.morning = words.when
		return words
	}
	words := nightWords{"cette nuit", "demain matin"}
	if day == "aujourd'hui" {
		words.morning = "ce matin"
	} else if now.Hour() < 6 { // the night in which one says it is the one before
		words.when = "la nuit prochaine"
	}
	return words
}
