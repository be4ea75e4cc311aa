package prooftest

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cartable/app/web/site"
)

// themes are how many criteria each theme of RGAA 4.1 has, 106 in all.
var themes = []int{9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12}

var seen = regexp.MustCompile(`^read: .{8,}`)

// TestRGAA checks the table of the accessibility audit: each criterion has one line, which names tests that exist, says
// what was read, or names in French what is not accessible.
func TestRGAA(t *testing.T) {
	for _, wrong := range judgeAudit(site.RGAA, testNames(t, filepath.Join("..", ".."))) {
		t.Error(wrong)
	}
	a := site.Audited
	t.Logf("%d of %d criteria that apply are met, %d %%: %s", a.Conform, a.Applied(), a.Rate(), a.State())
}

func TestRGAASeesWhatIsWrong(t *testing.T) {
	tests := testNames(t, filepath.Join("..", ".."))
	for what, change := range map[string][2]string{
		"a test that is gone":       {"3.2 | C | TestAxeFindsNothing", "3.2 | C | TestAxeFoundNothing"},
		"a criterion without line":  {"3.2 | C", "# 3.2 | C"},
		"a criterion that is twice": {"3.2 | C", "3.1 | C"},
		"a number that is nowhere":  {"3.2 | C", "3.4 | C"},
		"a word instead of a proof": {"1.4 | NA | read: no captcha", "1.4 | NA | none"},
		"another judgement":         {"3.2 | C", "3.2 | OK"},
	} {
		bad := strings.Replace(site.RGAA, change[0], change[1], 1)
		if bad == site.RGAA {
			t.Errorf("%s: the table no longer holds %q", what, change[0])
		}
		if len(judgeAudit(bad, tests)) == 0 {
			t.Errorf("%s is not noticed", what)
		}
	}
}

func judgeAudit(table string, tests map[string]bool) (wrong []string) {
	lines := map[string]int{}
	for theme, n := range themes {
		for i := range n {
			lines[fmt.Sprintf("%d.%d", theme+1, i+1)] = 0
		}
	}
	for line := range strings.Lines(table) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 3 {
			wrong = append(wrong, "not a line of the table: "+line)
			continue
		}
		if _, known := lines[parts[0]]; !known {
			wrong = append(wrong, parts[0]+" is no criterion")
		}
		lines[parts[0]]++
		switch {
		case parts[1] == "NC" && len(parts[2]) > 20:
		case (parts[1] == "C" || parts[1] == "NA") && seen.MatchString(parts[2]):
		case parts[1] == "C":
			for _, name := range strings.Fields(parts[2]) {
				if !tests[name] {
					wrong = append(wrong, parts[0]+": no test is called "+name)
				}
			}
		default:
			wrong = append(wrong, "neither a judgement nor a proof: "+line)
		}
	}
	for criterion, n := range lines {
		if n != 1 {
			wrong = append(wrong, fmt.Sprintf("%s has %d lines", criterion, n))
		}
	}
	return wrong
}
