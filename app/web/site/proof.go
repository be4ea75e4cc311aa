package site

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
)

// Sensitive requests require a proof of identity, unless the visitor has just given one (account.Proved). The page that
// asks for it contains the typed values: its form posts to the requested address, with a proof, and the request
// continues. It needs no script and no storage, and nothing typed is lost.

const (
	ProofPath          = "/profil/confirmer"
	ProofChallengePath = "/profil/confirmer/defi"
	ProofAwayPath      = "/profil/confirmer/franceconnect"
)

// ProofPage asks for a proof of identity, or confirms it and continues.
type ProofPage struct {
	account.Proofs
	Action  string
	Carried []Hidden
	Back    string
	Done    bool
}

// proven lets a request continue, or answers with the page that asks for a proof.
func (s *Server) proven(c *fiber.Ctx, r Route) (ok bool, err error) {
	v, first := VisitorOf(c), r.Proof == AsksFirst
	if v == nil || r.Proof == Free || account.Proved(*v, time.Now()) {
		return true, nil
	}
	path := string(c.Request().URI().PathOriginal())
	view := ProofPage{Action: path, Carried: Carried(c)}
	switch {
	case first:
		view.Action, view.Carried = ProofPath, []Hidden{{"suite", path}}
	case r.Method == Get:
		if query := c.Request().URI().QueryString(); len(query) > 0 {
			path += "?" + string(query)
		}
		view.Action, view.Carried = ProofPath, []Hidden{{"suite", path}}
	case strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON): // the script sends the form again
		return false, c.Status(fiber.StatusUnauthorized).SendString("Confirmez d'abord que c'est vous.")
	}
	if r.Method == Post && !first && offersProof(c) {
		if err = s.TakeProof(c); err == nil {
			return true, nil
		}
	}
	return false, s.ShowProof(c, view, err)
}

func offersProof(c *fiber.Ctx) bool {
	return c.FormValue("preuve") != "" || c.FormValue("preuve_reponse") != ""
}

// TakeProof checks the proof that the page has sent.
func (s *Server) TakeProof(c *fiber.Ctx) (err error) {
	v := VisitorOf(c)
	if answer := c.FormValue("preuve_reponse"); answer != "" {
		err = s.Account.ProveByPasskey(c.UserContext(), *v, c.FormValue("preuve_defi"), answer)
	} else {
		err = s.Account.Prove(c.UserContext(), *v, c.FormValue("preuve"))
	}
	if err == nil {
		v.ProvedAt = time.Now()
	}
	return err
}

// notCarried are the fields that no page repeats: tokens, proofs, responses of passkeys, and passwords.
var notCarried = []string{"_csrf", "preuve", "preuve_defi", "preuve_reponse", "vers", "defi", "reponse", "mot_de_passe",
	"confirmation"}

func Carried(c *fiber.Ctx) (all []Hidden) {
	c.Context().PostArgs().VisitAll(func(name, value []byte) {
		if !slices.Contains(notCarried, string(name)) {
			all = append(all, Hidden{string(name), string(value)})
		}
	})
	return all
}

func (s *Server) ShowProof(c *fiber.Ctx, view ProofPage, wrong error) error {
	kind := fault.KindOf(wrong)
	if wrong != nil && kind != fault.Invalid {
		return wrong
	}
	ways, err := s.Account.Proofs(c.UserContext(), *VisitorOf(c))
	if err != nil {
		return err
	}
	view.Proofs, view.Back = ways, s.cameFrom(c)
	layout := s.AccountLayout(c, "Confirmez que c'est vous", "")
	layout.Passkeys = true
	c.Status(fiber.StatusForbidden)
	if wrong != nil {
		s.WrongField(c, &layout, wrong)
		if FieldOf(wrong) == "" {
			layout.FieldErrors = map[string]string{"preuve": fault.Message(wrong)}
		}
	}
	if view.Done {
		c.Status(fiber.StatusOK)
	}
	return s.Page(c, "site/proof", layout, view)
}

// cameFrom returns the page of the portal that sent a request.
func (s *Server) cameFrom(c *fiber.Ctx) string {
	return s.pageOf(c.Get(fiber.HeaderReferer))
}

// pageOf returns the portal page of a full address, or the first page.
func (s *Server) pageOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return s.SafeNext(u.RequestURI())
}

// Resume is a form that was interrupted: by a visit to FranceConnect, the end of a session or a service that was away.
type Resume struct {
	Action  string
	Carried []Hidden
}

// GoesOn reports whether a form may lead to path: a sensitive request of the portal, or back to a page.
func (s *Server) GoesOn(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\?#") {
		return false
	}
	for _, r := range s.table {
		if r.Method == Post && r.Proof == Asks && fiber.RoutePatternMatch(path, r.Path) {
			return true
		}
	}
	return path == ProofPath
}
