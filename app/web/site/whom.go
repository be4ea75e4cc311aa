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

// A page is shown for somebody: a family, or a structure to its staff. Whoever has two of them may have two tabs, and the
// session has one in view. So every form says for whom it was shown, in its token, signed; and what a page asks by itself
// (fragments, streams, downloads) says it beside its other parameters. What is asked is done for them, not for whom the
// session has in view, if the right is there.

const (
	whomHeader = "X-Pour" // of what the script asks
	whomParam  = "pour"   // of an address
	whomCookie = "pour"   // the next page says whom it is for
	keyTurned  = "turned"
)

// whomOf names a family and a structure: "12.3". Staff have family 0.
func whomOf(v *account.Visitor) string { return WhomIs(v.FamilyID, v.StructureID) }

// WhomIs names a family of a structure.
func WhomIs(family, structure int64) string { return fmt.Sprintf("%d.%d", family, structure) }

// Whom is for whom a page is shown, for the addresses that it asks by itself.
func Whom(c *fiber.Ctx) string { return whomOf(VisitorOf(c)) }

// ForWhom is an address that says for whom it was shown: that of a download.
func ForWhom(address template.URL, whom string) template.URL {
	joint := "?"
	if strings.Contains(string(address), "?") {
		joint = "&"
	}
	return address + template.URL(joint+whomParam+"="+url.QueryEscape(whom)) // #nosec G203 -- a query, escaped
}

// forWhom is ForWhom for templates, which have addresses as texts too.
func forWhom(whom string, address ...any) template.URL {
	return ForWhom(template.URL(fmt.Sprint(address...)), whom) // #nosec G203 -- the attribute escapes it
}

// shown is for whom a form was shown, and to whom.
type shown struct {
	whom    string
	account int64
}

// FormToken is the token of a form shown to a visitor: it is bound to the session, and says for whom it was shown, and to which
// account: a session that has ended does not tell.
func (s *Server) FormToken(v *account.Visitor) string {
	says := whomOf(v) + "." + strconv.FormatInt(v.AccountID, 10)
	return says + "." + s.Token(v.SessionID+"\x00"+says)
}

// readToken finds for whom a form was shown; ok is false unless the token is of this session.
func (s *Server) readToken(session, token string) (form shown, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || subtle.ConstantTimeCompare([]byte(token[i+1:]), []byte(s.Token(session+"\x00"+token[:i]))) != 1 {
		return shown{}, false
	}
	at := strings.LastIndexByte(token[:i], '.')
	if at < 0 {
		return shown{}, false
	}
	form.whom = token[:at]
	form.account, _ = strconv.ParseInt(token[at+1:i], 10, 64)
	return form, true
}

// whom turns a request to the family or the structure for which its page was shown. A form also turns the session: the page
// that follows is theirs, and says so. Reading turns nothing.
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
		return nil // a session that must go elsewhere first is led there, whatever it asked
	}
	if !ok {
		return fault.Forbiddenf("Cette page concernait une famille ou un service auquel votre compte n'a plus accès. Rien n'a été fait.")
	}
	*a.visitor = turned
	if a.r.Method == Post {
		a.c.Locals(keyTurned, true)
		a.SetCookie(a.c, whomCookie, "1", 60)
	}
	return nil
}

// saysWhom tells, once, that what was asked in another tab was done for those of that tab.
func (s *Server) saysWhom(c *fiber.Ctx, l *Layout) {
	if turned, _ := c.Locals(keyTurned).(bool); !turned && c.Cookies(s.Cookie(whomCookie)) == "" {
		return
	}
	s.SetCookie(c, whomCookie, "", -1)
	who := l.Town
	if v := VisitorOf(c); v.FamilyID != 0 {
		who = "la f" + strings.TrimPrefix(l.Family, "F") // as the menu tells it apart
	}
	l.Notice = strings.TrimSpace(l.Notice + " Votre demande concernait " + who + "\u00a0: c'est ce dossier qui est affiché maintenant.")
}
