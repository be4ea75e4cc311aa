package browsertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"cartable/db/dbtest"
)

// The page that confirms a new access downloads the letter at once. Reloading the page creates no other access.
func TestALetterIsTakenAtOnce(t *testing.T) {
	base := newDemo(t).url
	p := Start(t).Page(t, 1280, 900, true)
	p.signIn(base, "admin")
	folder := t.TempDir()
	info, err := chromedp.Call(p.ctx, target.GetTargetInfo, target.GetTargetInfoParams{})
	if err == nil {
		_, err = chromedp.Call(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
			BrowserContextID: info.TargetInfo.BrowserContextID})
	}
	if err != nil {
		t.Fatal(err)
	}
	p.Goto(base + "/mairie/familles")
	family := p.Attr(`table a[href^="/mairie/familles/"]`, "href")
	p.Goto(base + family + "/acces")
	Eval[string](p, `document.querySelector('#motif').value = 'Demandé au guichet'`)
	p.Follow("main form .btn.main")
	if title := p.Text("h1"); title != "L'accès est créé" {
		p.fatal("the page says %q", title)
	}
	file := filepath.Join(folder, "lettre.pdf")
	dbtest.Until(t, "the letter", func() bool {
		content, err := os.ReadFile(file)
		return err == nil && strings.HasPrefix(string(content), "%PDF-") && strings.Contains(string(content), "%%EOF")
	})
	if p.Path() != family {
		t.Errorf("the page is at %s", p.Path())
	}
	p.Reload()
	if p.Count("#papier") != 0 {
		t.Error("loading the page again makes another letter")
	}
	p.Clean()
}
