package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsNoFolderIsToldApart(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{
		"": "", "nulle-part": "n'existe pas", "ville.zip": "décompressez-la",
		"families.csv":  "donnez le dossier où il se trouve",
		"nulle\x1b[31m": `\x1b`, // escaped as in Go: control characters must not reach a terminal
	} {
		path := filepath.Join(dir, name)
		if strings.Contains(name, ".") {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := isFolder(path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
