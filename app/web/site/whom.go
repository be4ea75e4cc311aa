package site

import (
	"crypto/subtle"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/account"
	"cartable/app/domain/fault"
)

// A page has an addressee: a family, or a structure for its staff. A user who has two of them may have two tabs, while
// the session has one in view. So the signed token of every form contains its addressee, and the page's own requests
// (fragments, streams, downloads) have it as a parameter. A request is executed for its addressee, not for the one in
// view, if the visitor has the right.

const (
	whomHeader = "X-Pour" // header of the script's requests
	whomParam  = "pour"   // parameter of an address
	whomCookie = "pour"   // the next page shows its addressee
	keyTurned  = "turned"
)

// whomOf identifies a family and a structure: "12.3". Staff have family 0.
func whomOf(v *account.Visitor) string { return WhomIs(v.FamilyID, v.StructureID) }

// WhomIs identifies a family of a structure.
func WhomIs(family, structure int64) string { return fmt.Sprintf("%d.%d", family, structure) }

// Whom returns the addressee of a page, for its own requests.
func Whom(c *fiber.Ctx) string { return whomOf(VisitorOf(c)) }

// ForWhom adds the addressee to the address of a download.
func ForWhom(address template.URL, whom string) template.URL {
	joint := "?"
	if strings.Contains(string(address), "?") {
		joint = "&"
	}
	return address + template.URL(joint+whomParam+"="+url.QueryEscape(whom)) // #nosec G203 -- a query, escaped
}

// forWhom is ForWhom for templates, where an address may also be a plain text.
func forWhom(whom string, address ...any) template.URL {
	return ForWhom(template.URL(fmt.Sprint(address...)), whom) // #nosec G203 -- the attribute escapes it
}

// shown is the addressee of a form, and the account to which it was shown.
type shown struct {
	whom    string
	account int64
}

// FormToken returns the token of a form shown to a visitor. It is bound to the session, and contains the form's
// addressee and the account, which are not known once the session has ended.
func (s *Server) FormToken(v *account.Visitor) string {
	says := whomOf(v) + "." + strconv.FormatInt(v.AccountID, 10)
	return says + "." + s.Token(v.SessionID+"\x00"+says)
}

// readToken returns the addressee and the account of a form; ok is false unless the token is of this session.
func (s *Server) readToken(session, token string) (form shown, ok bool) {
	form, says, sum := saidBy(token)
	if says == "" || subtle.ConstantTimeCompare([]byte(sum), []byte(s.Token(session+"\x00"+says))) != 1 {
		return shown{}, false
	}
	return form, true
}

// saidBy returns what a token says, and its sum, which is not checked here. says is empty for any other text.
func saidBy(token string) (form shown, says, sum string) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return shown{}, "", ""
	}
	says, sum = token[:i], token[i+1:]
	at := strings.LastIndexByte(says, '.')
	if at < 0 {
		return shown{}, "", ""
	}
	form.whom = says[:at]
	form.account, _ = strconv.ParseInt(says[at+1:], 10, 64)
	return form, says, sum
}

// whom switches a request to the addressee of its page. A form also switches the session: the next page is the
// addressee's, with a notice. Reading switches nothing.
func (a *admission) whom() error {
	if a.visitor == nil {
		return nil
	}
	whom := a.c.Get(whomHeader, a.c.Query(whomParam))
	if a.r.Method == Post {
		form, ok := a.readToken(a.visitor.SessionID, a.c.FormValue("_csrf"))
		if !ok {
			return nil // formToken refuses it
		}
		whom = form.whom
	}
	if whom == "" || whom == whomOf(a.visitor) {
		return nil
	}
	var family, structure int64
	if n, err := fmt.Sscanf(whom, "%d.%d", &family, &structure); n != 2 || err != nil {
		return nil
	}
	turned, ok, err := a.Account.VisitorFor(a.c.UserContext(), *a.visitor, family, structure, a.r.Method == Post)
	if err != nil {
		return err
	}
	if !ok && a.WelcomeTo(a.visitor) != "" {
		return nil // redirected by welcome instead
	}
	if !ok {
		return fault.Forbiddenf("Cette page concernait une famille ou un service auquel votre compte n'a plus accès. " +
			"Rien n'a été fait.")
	}
	*a.visitor = turned
	if a.r.Method == Post {
		a.c.Locals(keyTurned, true)
		a.SetCookie(a.c, whomCookie, "1", 60)
	}
	return nil
}

// saysWhom adds, once, a notice that a request of another tab was done for the addressee of that tab.
func (s *Server) saysWhom(c *fiber.Ctx, l *Layout) {
	if turned, _ := c.Locals(keyTurned).(bool); !turned && c.Cookies(s.Cookie(whomCookie)) == "" {
		return
	}
	s.SetCookie(c, whomCookie, "", -1)
	who := l.Town
	if v := VisitorOf(c); v.FamilyID != 0 {
		name := l.Family
		for _, choice := range l.Families {
			if choice.Selected {
				name = choice.Label // with the structure: two of its families may have one name
			}
		}
		who = "la f" + strings.TrimPrefix(name, "F")
	}
	l.Notice = strings.TrimSpace(l.Notice + " Votre demande concernait " + who + "\u00a0: c'est ce dossier qui est " +
		"affiché maintenant.")
}
