package site

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/seclog"
)

// ErrorPage is the page of an error.
type ErrorPage struct {
	Status    int
	Title     string
	Message   string
	ID        string // of the log line, to be read out on the telephone; empty = none
	Next      string // the page to go to
	NextLabel string
	Retry     *Retry // the form that was sent, to be sent again; nil = there is only a link
}

// survivor returns the page to which an old number of a family leads: the same one of the file that it was joined to,
// at the month that the address asks; of a child or an adult, whom that file may know by another number, the page of
// the file.
// It is empty for anything else; what was sent is refused as it is.
func survivor(c *fiber.Ctx, err error) string {
	var joined desk.Joined
	before, rest, family := strings.Cut(c.Route().Path, ":code")
	if !errors.As(err, &joined) || !family || c.Method() != fiber.MethodGet || Htmx(c) {
		return ""
	}
	to := before + url.PathEscape(joined.Kept)
	if strings.Contains(rest, ":") {
		return to
	}
	if month := c.Query("mois"); month != "" {
		rest += "?" + url.Values{"mois": {month}}.Encode()
	}
	return to + rest
}

// Fail is the one place where errors become answers. The fault has the sentence for the user; the rest is logged under
// a number that the page shows.
func (s *Server) Fail(c *fiber.Ctx, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && fault.KindOf(err) == fault.Internal { // of the whole request
		err = fault.Unavailablef(err, "Le service est momentanément surchargé.")
	}
	if to := survivor(c, err); to != "" {
		return Say(c, FilesMergedBefore, to)
	}
	page := ErrorPage{Status: Statuses[fault.KindOf(err)], Message: fault.Message(err), Next: "/",
		NextLabel: "Revenir à l'accueil"}
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
		var archived desk.PutAway
		if errors.As(err, &archived) {
			page.Title, page.NextLabel = "Dossier archivé", "Ouvrir la fiche de la famille"
			page.Next = string(FamilyURL(archived.Code, ""))
		} else if from := s.pageOf(c.Get(fiber.HeaderReferer)); from != "/" { // with what is stored now
			page.Next, page.NextLabel = from, "Revenir à la page précédente"
		}
	case 413: // raised before any route: there is no more information
		seclog.Log(c.UserContext(), seclog.BodyRefused, slog.String("method", c.Method()))
		page.Title = "Envoi trop volumineux"
		page.Message = "Cet envoi dépasse 250\u00a0Ko\u00a0: rien n'a été enregistré. Revenez en arrière, " +
			"votre saisie y " +
			"est encore, et envoyez-en moins à la fois\u00a0: d'un fichier, une période plus courte."
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
	if Htmx(c) || !strings.Contains(c.Get(fiber.HeaderAccept, "text/html"), "html") &&
		!strings.Contains(c.Get(fiber.HeaderAccept), "*/*") {
		c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
		return c.SendString(s.Lang(c).Tr(page.Message))
	}
	if page.Status == 503 {
		s.tryAgain(c, &page)
	}
	layout := s.Layout(c, page.Title, "")
	layout.err = nil // the layout's own error must not fail the error page
	if err := s.Page(c, "site/error", layout, page); err != nil {
		slog.Error("error page failed", "error", err.Error())
		return c.SendString(page.Message)
	}
	return nil
}
