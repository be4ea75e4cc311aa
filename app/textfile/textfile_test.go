package textfile

import "testing"

// What French spreadsheets write is read with its accents; what cannot be read is refused.
func TestFilesAsSpreadsheetsWriteThem(t *testing.T) {
	for content, want := range map[string]string{
		"\xef\xbb\xbfpâté\r\n": "pâté\n", "p\xe2t\xe9;\x9cuf": "pâté;œuf",
		"\xff\xfep\x00\xe9\x00": "pé", "pâté\rœuf": "pâté\nœuf"} {
		if text, refused := Read([]byte(content)); text != want || refused != "" {
			t.Errorf("%q: %q, %q", content, text, refused)
		}
	}
	for _, content := range []string{"PK\x03\x04x", "a\x00b", "caf\x82", "pÃ¢tÃ©", "p\ufffdt"} {
		if text, refused := Read([]byte(content)); refused == "" {
			t.Errorf("%q is read as %q", content, text)
		}
	}
}
