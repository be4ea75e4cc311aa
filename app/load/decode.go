package load

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// What spreadsheets of France write, besides what DOMAIN.md 11.1 asks for: points and commas or tabs between the cells,
// Windows-1252, UTF-16, line ends of an old Macintosh. It is read, and the summary says so.

// peeked is how much of a file is looked at before it is read.
const peeked = 64 << 10

// decoded is the text of a file in UTF-8, with how it was read (empty: as it should be written), the character between
// its cells, how many lines stand before its header, or a sentence saying why it is not read and what to do.
func decoded(file io.Reader) (text *bufio.Reader, readAs string, comma rune, skipped int, refused *ImportError) {
	in := bufio.NewReaderSize(file, peeked)
	head, _ := in.Peek(peeked)
	var how []string
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, "", 0, 0, &ImportError{
			Wrong:    "ce n'est pas du texte, mais une archive zip ou un classeur Excel renommé",
			Expected: "le fichier .csv sorti de l'archive, ou le classeur sous son nom en .xlsx",
		}
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		how = append(how, "en UTF-16")
		in = bufio.NewReaderSize(
			transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()),
			peeked,
		)
	case bytes.IndexByte(head, 0) >= 0:
		return nil, "", 0, 0, &ImportError{Wrong: "le texte n'est pas en UTF-8", Expected: savedAs}
	}
	head, _ = in.Peek(peeked)
	if newlines := bytes.IndexByte(head, '\n'); newlines < 0 && bytes.IndexByte(head, '\r') >= 0 {
		how = append(how, "avec les fins de ligne d'un vieux Macintosh")
		in = bufio.NewReaderSize(&carriage{in}, peeked)
		head, _ = in.Peek(peeked)
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	if len(first) == 5 && bytes.EqualFold(first[:4], []byte("sep=")) { // Excel's own word for what parts its cells
		line, _ := in.ReadString('\n')
		comma, skipped = rune(strings.TrimSpace(line)[4]), 1
	} else {
		comma = parted(string(first))
	}
	switch comma {
	case ';':
		how = append(how, "avec des points-virgules entre les cellules")
	case '\t':
		how = append(how, "avec des tabulations entre les cellules")
	}
	return in, strings.Join(how, ", "), comma, skipped, nil
}

// savedAs is the remedy for a text that is in no alphabet that can be told.
const savedAs = "un fichier enregistré en UTF-8 (dans Excel : Enregistrer sous, « CSV UTF-8 »)"

// parted is what parts the names of the columns.
func parted(header string) rune {
	best, most := ',', strings.Count(header, ",")
	for _, c := range ";\t" {
		if n := strings.Count(header, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// carriage writes the line ends of an old Macintosh as everybody's.
type carriage struct{ in io.Reader }

func (c *carriage) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// fromLatin reads the bytes of a cell as Windows-1252. A file of Excel is all in one alphabet or all in the other, so a
// cell that is no UTF-8 is all in this one. ok is false when what comes out is nothing that a town writes: an é of a DOS
// console is a low comma here.
func fromLatin(cell string) (text string, ok bool) {
	var b strings.Builder
	for i := range len(cell) {
		r := charmap.Windows1252.DecodeByte(cell[i])
		if r >= utf8.RuneSelf && r < 0xA0 || r > 0xFF && !strings.ContainsRune("€ŒœŸŠšŽž’‘“”–—…•", r) {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// misread tells whether a text was read in the wrong alphabet by somebody before us: UTF-8 taken for Windows-1252 and
// saved again, as in "GARÃ‡ON". A pair that French could write, as É before a closing quotation mark, is none.
func misread(text string) (was string, yes bool) {
	if !strings.ContainsAny(text, "ÃÂÅâ") {
		return "", false
	}
	raw := make([]byte, 0, len(text))
	var first rune
	pairs := false
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return "", pairs
		}
		pairs = pairs ||
			b >= 0x80 && b < 0xC0 && (first == 'Ã' || first == 'Â' || first == 'Å' || first == 'â' && r == '€')
		first = r
		raw = append(raw, b)
	}
	if !pairs {
		return "", false
	}
	if utf8.Valid(raw) {
		return string(raw), true
	}
	return "", true
}
