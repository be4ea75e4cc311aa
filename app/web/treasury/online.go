package treasury

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// The treasurer's pages of online payments.

const (
	deskPayments  = "/mairie/regie/paiements"
	reconcilePath = "/mairie/regie/rapprochement"
)

// onlineView is one payment; Reason and Decision are what was typed.
type onlineView struct {
	treasury.PaymentDetail
	Typed    string
	Decision string
}

// reconcileView is the page that takes the platform's file.
type reconcileView struct {
	Typed string
	Run   *treasury.Reconciliation // the latest; nil when there is none
}

func (s *Pages) DeskPayments(c *fiber.Ctx) error {
	ask := treasury.PaymentQuery{Show: treasury.PaymentShow(c.Query("etat")), Text: plain.Cut(c.Query("q"), 60), Page: site.Number(c, "page")}
	ask.From, _ = civil.Parse(c.Query("du"))
	ask.To, _ = civil.Parse(c.Query("au"))
	list, err := s.Treasury.Payments(c.UserContext(), site.Actor(c), ask)
	if err != nil {
		return err
	}
	return s.Page(c, "staff/online-payments", s.StaffLayout(c, "Paiements en ligne", "desk"), list)
}

func (s *Pages) DeskPayment(c *fiber.Ctx) error {
	return s.showDeskPayment(c, onlineView{}, nil)
}

func (s *Pages) showDeskPayment(c *fiber.Ctx, v onlineView, wrong map[string]string) error {
	var err error
	if v.PaymentDetail, err = s.Treasury.Payment(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Paiement "+v.Reference, "desk")
	layout.FieldErrors = wrong
	if len(wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "staff/online-payment", layout, v)
}

func (s *Pages) AskPayment(c *fiber.Ctx) error {
	if err := s.Treasury.AskPayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return c.Redirect(deskPayments+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10)+"?fait=demande", fiber.StatusSeeOther)
}

func (s *Pages) SeenPayment(c *fiber.Ctx) error {
	if err := s.Treasury.SeenPayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return c.Redirect(deskPayments+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10)+"?fait=vu", fiber.StatusSeeOther)
}

func (s *Pages) DecidePayment(c *fiber.Ctx) error {
	v := onlineView{Typed: plain.Cut(c.FormValue("motif"), 600), Decision: c.FormValue("decision")}
	if v.Decision != "crediter" && v.Decision != "rejeter" {
		return s.showDeskPayment(c, v, map[string]string{"decision": "Choisissez de créditer ou de rejeter."})
	}
	err := s.Treasury.DecidePayment(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), v.Decision == "crediter", v.Typed)
	if refusal, ok := errors.AsType[*fault.Error](err); ok && refusal.Kind == fault.Invalid {
		return s.showDeskPayment(c, v, map[string]string{refusal.Field: refusal.Message})
	}
	if err != nil {
		return err
	}
	return c.Redirect(deskPayments+"/"+strconv.FormatInt(site.IdOf(c, "id"), 10)+"?fait=decide", fiber.StatusSeeOther)
}

func (s *Pages) DeskHealth(c *fiber.Ctx) error {
	all, err := s.Treasury.Health(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/platform", s.StaffLayout(c, "Plateforme de paiement", "desk"), all)
}

func (s *Pages) ReconcilePage(c *fiber.Ctx) error {
	return s.showReconcile(c, reconcileView{}, nil)
}

// showReconcile shows where the latest comparison stands, and asks for a file.
func (s *Pages) showReconcile(c *fiber.Ctx, v reconcileView, wrong map[string]string) error {
	var err error
	if v.Run, err = s.Treasury.Reconciliation(c.UserContext(), site.Actor(c)); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Rapprochement", "desk")
	if wrong != nil {
		return s.Again(c, "staff/reconcile", layout, wrong, v)
	}
	return s.Page(c, "staff/reconcile", layout, v)
}

// ReconcileProgress is what the page asks for while the platform is being asked.
func (s *Pages) ReconcileProgress(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect(reconcilePath, fiber.StatusSeeOther)
	}
	run, err := s.Treasury.Reconciliation(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Fragment(c, "reconcile#run", site.Under(site.PageData{Layout: s.StaffLayout(c, "Rapprochement", "desk")}, run))
}

// Reconcile has a file compared. It may be sent again: a second time finds the same.
func (s *Pages) Reconcile(c *fiber.Ctx) error {
	v := reconcileView{Typed: c.FormValue("texte")}
	text := v.Typed
	if file, err := c.FormFile("fichier"); err == nil && file.Size > 0 {
		opened, err := file.Open()
		if err != nil {
			return err
		}
		defer opened.Close()
		content, err := io.ReadAll(opened) // no longer than the body may be
		if err != nil {
			return err
		}
		text = strings.ToValidUTF8(string(content), "?")
	}
	if strings.TrimSpace(text) == "" {
		return s.showReconcile(c, v, map[string]string{"fichier": "Choisissez le fichier de la plateforme, ou collez son contenu."})
	}
	err := s.Treasury.Reconcile(c.UserContext(), site.Actor(c), text)
	if many, ok := errors.AsType[fault.Many](err); ok {
		wrong := map[string]string{"fichier": many[0].Message}
		if len(many) > 1 {
			wrong["fichier"] += " " + site.Plural(len(many)-1, "autre erreur.", "autres erreurs.")
		}
		return s.showReconcile(c, v, wrong)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict { // another run is under way: nothing that was typed is lost
		return s.showReconcile(c, v, map[string]string{"fichier": fault.Message(err)})
	}
	if err != nil {
		return err
	}
	s.Wake()
	return c.Redirect(reconcilePath+"?fait=rapproche", fiber.StatusSeeOther)
}

// paymentWords are the states of a payment, for staff, with their tones.
var paymentWords = map[payment.State][2]string{
	payment.Creating: {"En création", "wait"}, payment.Failed: {"Non créé", "off"}, payment.Pending: {"En attente", "wait"},
	payment.PaidCard: {"Payé par carte", "ok"}, payment.PaidDebit: {"Payé par prélèvement", "ok"}, payment.Refused: {"Refusé", "off"},
	payment.Abandoned: {"Abandonné", "off"}, payment.Expired: {"Sans suite", "off"}, payment.Anomaly: {"Anomalie à décider", "no"},
	payment.Credited: {"Anomalie créditée", "ok"}, payment.Rejected: {"Anomalie rejetée", "off"},
}

func paymentState(s payment.State) string { return paymentWords[s][0] }
func paymentTone(s payment.State) string  { return paymentWords[s][1] }

var alertWords = map[payment.Alert]string{
	payment.AlertDiffers: "Le paiement a eu lieu, mais pas comme demandé.",
	payment.AlertTest:    "Paiement d'essai ou d'activation : rien n'est crédité sans décision.",
	payment.AlertUnheard: "La plateforme a donné un résultat inconnu.",
	payment.AlertTwice:   "Un autre paiement du même montant a été reçu à moins d'une heure : la famille a peut-être payé deux fois. Les deux sont crédités.",
	payment.AlertDated: "La plateforme donne à ce paiement une date impossible : il est crédité le jour où nous l'avons appris. " +
		"Vérifiez-le sur le relevé de la régie.",
	payment.AlertSilent: "Aucun résultat depuis plus de 36 heures.",
}

func alertWord(a payment.Alert) string { return strings.ReplaceAll(alertWords[a], " :", site.Nbsp+":") }

var originWords = map[string]string{"notification": "Notification", "return": "Retour de la famille", "poll": "Vérification automatique", "family": "Page de la famille",
	"staff": "Vérifié par la mairie", "report": "Rapprochement"}

func originWord(origin string) string { return originWords[origin] }

// saidWord is an answer of the platform in a few words.
func saidWord(said payment.Said, code, result string) string {
	switch said {
	case payment.Result:
		return "Résultat " + result
	case payment.NotYet:
		return "Pas encore de résultat (" + code + ")"
	case payment.Unknown:
		return "Opération inconnue (" + code + ")"
	}
	if code != "" {
		return "Pas de réponse utile (" + code + ")"
	}
	return "Pas de réponse utile"
}

// paymentFilters are the choices of the list.
func paymentFilters() []site.Choice {
	return []site.Choice{{Value: string(treasury.ShowAll), Label: "Tous", Selected: false}, {Value: string(treasury.ShowAlerts), Label: "À voir", Selected: false}, {Value: string(treasury.ShowPending), Label: "En attente", Selected: false},
		{Value: string(treasury.ShowPaid), Label: "Payés", Selected: false}, {Value: string(treasury.ShowEnded), Label: "Sans suite", Selected: false}}
}
