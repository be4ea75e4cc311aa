package load

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"cartable/app/textfile"
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
		return nil, "", 0, 0, &ImportError{Wrong: "le texte n'est pas en UTF-8", Expected: textfile.SavedAs}
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
