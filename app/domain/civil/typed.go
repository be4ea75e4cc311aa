package civil

import "strings"

// Typed reads a date as people write it: 2027-01-01, 01/01/2027, 1/1/2027 or 01.01.2027. The fault is Invalid.
func Typed(text string) (Date, error) {
	text = strings.TrimSpace(text)
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' })
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 {
		return Parse(text)
	}
	two := func(digits string) string { return strings.Repeat("0", 2-len(digits)) + digits }
	return Parse(parts[2] + "-" + two(parts[1]) + "-" + two(parts[0]))
}
