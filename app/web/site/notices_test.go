package site_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"cartable/app/web/site"
)

func TestWhereANoticeIsSaid(t *testing.T) {
	for address, want := range map[string]string{
		"/profil": "/profil?fait=regles", "/a?b=c": "/a?b=c&fait=regles", "/a?b=c#r-1": "/a?b=c&fait=regles#r-1",
		"/a#r": "/a?fait=regles#r",
	} {
		if got := site.RuleSet.On(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
	if got := site.Notice("").On("/profil"); got != "/profil" {
		t.Errorf("nothing is said at %s", got)
	}
}

// Notices have one place, where a duplicate does not compile: a page that invents its own word might use another
// page's.
func TestNoPageInventsANotice(t *testing.T) {
	invented := regexp.MustCompile(`[?&]fait=|"fait"`)
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			path == "site/notices.go" {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(".."), path)
		if found := invented.Find(text); found != nil {
			t.Errorf("%s writes %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
