package site

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/seclog"
)

// notices are said once after a redirection; the address carries a word of this list, never a text.
var notices = map[string]string{ // #nosec G101 -- words and sentences
	"abandon":       "Vos changements ont été abandonnés. Rien n'a été modifié.",
	"recap":         "Votre demande a changé depuis le récapitulatif. Relisez-la, puis validez.",
	"lancee":        "La transmission est lancée. Cette page montre où elle en est.",
	"rien":          "Rien à transmettre\u00a0: tout ce qui a été validé l'est déjà, et aucune journée passée n'a de débit à faire.",
	"motdepasse":    "Le mot de passe a bien été enregistré.",
	"partiel":       "Une partie de vos choix n'a pas pu être retenue. Chaque activité dit pourquoi.",
	"agenda":        "L'agenda est arrêté : son adresse ne montre plus rien.",
	"droits":        "C'est fait. Les droits valent dès le prochain clic de cette personne.",
	"autre-famille": "L'accès à l'autre famille est fermé. Voici celle qui vous reste.",
	"acces-envoye":  "Le message part dans la minute, avec l'identifiant et le nouveau mot de passe.",
	"compte":        "C'est fait. Le journal en garde la trace.",
	"roles":         "Les rôles sont enregistrés. Ils valent dès le prochain clic de cette personne.",
	"regles":        "La règle est enregistrée. Les calendriers ouverts la suivent à leur prochain clic.",
	"attestations":  "C'est demandé. Cette page montre où en sont les attestations.",
	"nature":        "C'est enregistré. Les prochaines attestations en tiennent compte.",
	"encaisse":      "Le règlement est enregistré, le solde est à jour.",
	"annulee":       "La ligne est annulée. La famille voit l'annulation et son motif.",
	"regularise":    "La régularisation est faite. La famille voit les lignes reprises et leur motif.",
	"pointe":        "Le pointage est enregistré.",
	"tous":          "Tous les enfants qui n'étaient pas pointés le sont maintenant, présents.",
	"venu":          "L'enfant est sur la feuille, présent sans réservation.",
	"arrete":        "La validation en deux étapes est arrêtée.",
	"telephone":     "C'est noté\u00a0: seul le nouveau téléphone donne des codes qui ouvrent votre compte.",
	"cle":           "La clé d'accès est enregistrée. Elle suffit désormais pour entrer.",
	"sanscle":       "La clé d'accès est supprimée\u00a0: elle n'ouvre plus rien ici.",
	"lie":           "Votre compte est lié à FranceConnect.",
	"delie":         "Votre compte n'est plus lié à FranceConnect.",
	"facteur":       "Le second facteur de ce compte a été réinitialisé.",
	"nouveau":       "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.",
	"change":        "Votre mot de passe est changé. Vos autres connexions sont fermées.",
	"adresse":       "Adresse enregistrée. Ouvrez le lien que nous venons d'y envoyer\u00a0: elle servira ensuite.",
	"lien":          "Un nouveau lien est parti à cette adresse.",
	"retiree":       "L'adresse est retirée.",
	"premiere":      "Cette adresse passe en premier\u00a0: elle recevra les tickets de paiement.",
	"choix":         "Vos choix sont enregistrés.",
	"fermee":        "La connexion est fermée.",
	"fermees":       "Vos autres connexions sont fermées.",
	"effacement":    "Votre demande est transmise à la mairie.",
	"retrait":       "Votre demande d'effacement est retirée.",
	"efface":        "La famille est effacée. Ses comptes restent, sans nom.",
	"refus":         "La réponse est enregistrée\u00a0: la famille la lira.",
	"deconnecte":    "Les connexions de ce compte sont fermées. Le journal en garde la trace.",
	"deconnectes":   "Toutes les autres connexions sont fermées. Le journal en garde la trace.",
	"demande":       "La plateforme a été interrogée. Sa réponse est ci-dessous.",
	"vu":            "Ce paiement n'est plus signalé.",
	"decide":        "La décision est enregistrée.",
	"connectez":     "Votre session a expiré. Vos choix sont conservés.",
}

// page answers with a page. What its layout could not read fails it, as what the page itself reads does.
func (s *Server) Page(c *fiber.Ctx, name string, l Layout, view any) error {
	if l.err != nil {
		return l.err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.Page(c, name, l, view)
}

func (s *Server) Fragment(c *fiber.Ctx, name string, data any) error {
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.Fragment(c, name, data)
}

// htmx tells whether a fragment is wanted: asked by htmx, and not to rebuild a page of the history.
func Htmx(c *fiber.Ctx) bool {
	return c.Get("HX-Request") != "" && c.Get("HX-History-Restore-Request") == ""
}

// statuses are the HTTP statuses of the kinds of error.
var Statuses = map[fault.Kind]int{
	fault.Invalid: 422, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409, fault.TooMany: 429, fault.Unavailable: 503, fault.Internal: 500,
}

// fail is the one place where errors become answers. What a person may read is in the fault; the rest is
// logged under a number that the page shows.
func (s *Server) Fail(c *fiber.Ctx, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && fault.KindOf(err) == fault.Internal { // of the request: it waited for its turn
		err = fault.Unavailablef(err, "Le service est momentanément surchargé.")
	}
	page := ErrorPage{Status: Statuses[fault.KindOf(err)], Message: fault.Message(err), Next: "/", NextLabel: "Revenir à l'accueil"}
	var http *fiber.Error
	if errors.As(err, &http) {
		page.Status, page.Message = http.Code, http.Message
		if http.Code >= 500 || http.Code < 400 {
			page.Status, page.Message = 500, fault.Message(errors.New("internal"))
		}
	}
	switch page.Status {
	case 403:
		page.Title = "Demande refusée"
	case 404:
		page.Title = "Page introuvable"
	case 409:
		page.Title = "La page n'est plus à jour"
	case 413: // before any route: nothing more is known of it
		seclog.Note(c.UserContext(), seclog.BodyRefused, slog.String("method", c.Method()))
		page.Title, page.Message = "Envoi trop volumineux", "Ce formulaire est trop volumineux."
	case 429:
		page.Title = "Un peu de patience"
	case 422:
		page.Title = "À corriger"
	case 503:
		page.Title = "Service momentanément indisponible"
	case 500:
		page.Title = "Quelque chose n'a pas fonctionné"
	default:
		page.Title, page.Message = "Demande impossible", "Le portail n'a pas compris cette demande."
	}
	if page.Status >= 500 {
		page.ID = cmp.Or(seclog.From(c.UserContext()).ID, requestID())
		attributes := []any{"id", page.ID, "method", c.Method(), "route", c.Route().Path, "error", err.Error()}
		if p, ok := fault.AsPanic(err); ok {
			attributes = append(attributes, "stack", p.Stack)
		}
		slog.Error("request failed", attributes...)
	}
	c.Response().ResetBody()
	s.Refuse(c, err)
	c.Status(page.Status)
	if Htmx(c) || !strings.Contains(c.Get(fiber.HeaderAccept, "text/html"), "html") && !strings.Contains(c.Get(fiber.HeaderAccept), "*/*") {
		c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
		return c.SendString(page.Message)
	}
	if page.Status == 503 {
		s.tryAgain(c, &page)
	}
	layout := s.Layout(c, page.Title, "")
	layout.err = nil // what is away is why there is an error
	if err := s.Page(c, "error", layout, page); err != nil {
		slog.Error("error page failed", "error", err.Error())
		return c.SendString(page.Message)
	}
	return nil
}

// refuse sets the status of a refusal, and when to try again.
func (s *Server) Refuse(c *fiber.Ctx, err error) {
	kind := fault.KindOf(err)
	c.Status(Statuses[kind])
	var f *fault.Error
	switch {
	case kind == fault.TooMany && errors.As(err, &f):
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int((f.After+time.Second-1)/time.Second)))
	case kind == fault.Unavailable:
		c.Set(fiber.HeaderRetryAfter, "10")
	}
}

func (s *Server) Lost(c *fiber.Ctx) error {
	return fault.NotFoundf("Cette page n'existe pas. Vérifiez l'adresse, ou repartez de l'accueil.")
}

// ring wakes the worker of this process.
func (s *Server) Wake() {
	if s.Ring != nil {
		s.Ring()
	}
}
