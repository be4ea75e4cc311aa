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

// Formats that French spreadsheets write, besides the one of DOMAIN.md 11.1: cells separated by commas or tabs,
// Windows-1252, UTF-16, line ends of an old Macintosh. They are accepted, and the summary mentions them.

// peeked is how many bytes of a file are examined before it is read.
const peeked = 64 << 10

// decoded returns the text of a file in UTF-8, how it was read (empty: in the expected format), the cell separator, the
// number of lines before its header, or a sentence that says why it is not read and what to do.
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
	if len(first) == 5 && bytes.EqualFold(first[:4], []byte("sep=")) { // Excel's own declaration of the cell separator
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

// savedAs is the remedy for a text whose encoding is not recognised.
const savedAs = "un fichier enregistré en UTF-8 (dans Excel : Enregistrer sous, « CSV UTF-8 »)"

// parted returns the separator of the column names.
func parted(header string) rune {
	best, most := ',', strings.Count(header, ",")
	for _, c := range ";\t" {
		if n := strings.Count(header, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// carriage converts the line ends of an old Macintosh to newlines.
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

// fromLatin reads the bytes of a cell as Windows-1252. Excel writes a whole file in one encoding, so if a cell is not
// UTF-8, none is. ok is false when the result contains characters that no town writes: the é of a DOS console would be
// read as a low comma.
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

// misread reports whether a text was decoded wrongly before it reached us: UTF-8 read as Windows-1252 and saved again,
// as in "GARÃ‡ON". A pair that occurs in French, such as É before a closing quotation mark, does not count.
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
