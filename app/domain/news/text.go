package news

import (
	"regexp"
	"strings"
)

// Block is a paragraph, by lines, or a list, by items.
type Block struct {
	List  bool
	Lines []Line
}

// Line is a line of a paragraph or an item of a list, cut at its links.
type Line []Span

// Span is a piece of text. With a URL it is a link, and the text is the address as it was typed.
type Span struct{ Text, URL string }

// address matches what may be a link: only what begins with http or https and has a host, up to a blank or a sign that
// no address needs.
var address = regexp.MustCompile(`(?i)\bhttps?://[\pL\pN](?:[\pL\pN.-]*[\pL\pN])?(?::\d{1,5})?` +
	"(?:[/?#][^\\s\\pZ\\pC<>\"'`{}|\\\\^\\[\\]]*)?")

// Blocks reads a plain text: blank lines separate paragraphs, lines that begin with "-", "*" or "•" are the items of a
// list, and a complete http or https address is a link. Everything else is text, whatever it looks like: the result
// holds no markup, and the template that shows it escapes each span.
func Blocks(text string) (all []Block) {
	open := false // the last block goes on
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		line = strings.TrimSpace(line)
		if line == "" {
			open = false
			continue
		}
		item, listed := itemOf(line)
		if !open || all[len(all)-1].List != listed {
			all, open = append(all, Block{List: listed}), true
		}
		last := &all[len(all)-1]
		last.Lines = append(last.Lines, spans(item))
	}
	return all
}

// itemOf returns a line without the sign of a list's item; false if it has none.
func itemOf(line string) (string, bool) {
	for _, sign := range []string{"- ", "* ", "• ", "– "} {
		if item, ok := strings.CutPrefix(line, sign); ok && strings.TrimSpace(item) != "" {
			return strings.TrimSpace(item), true
		}
	}
	return line, false
}

// spans cuts a line at its links.
func spans(line string) (all Line) {
	from := 0
	for _, at := range address.FindAllStringIndex(line, -1) {
		// A name or a password before the host would make one host look like another.
		word, _, _ := strings.Cut(line[at[1]:], " ")
		if strings.HasPrefix(word, "@") || strings.HasPrefix(word, ":") && strings.Contains(word, "@") {
			continue
		}
		typed := unpunctuated(line[at[0]:at[1]])
		if at[0] > from {
			all = append(all, Span{Text: line[from:at[0]]})
		}
		scheme, rest, _ := strings.Cut(typed, "://")
		all = append(all, Span{Text: typed, URL: strings.ToLower(scheme) + "://" + rest})
		from = at[0] + len(typed)
	}
	if from < len(line) {
		all = append(all, Span{Text: line[from:]})
	}
	return all
}

// unpunctuated leaves out what ends the sentence around an address, and a parenthesis that the address did not open.
func unpunctuated(typed string) string {
	for {
		cut := strings.TrimRight(typed, ".,;:!?…»")
		if strings.HasSuffix(cut, ")") && strings.Count(cut, "(") < strings.Count(cut, ")") {
			cut = strings.TrimSuffix(cut, ")")
		}
		if cut == typed {
			return typed
		}
		typed = cut
	}
}
