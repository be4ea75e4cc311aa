package fault

import "strings"

// Many is several field errors at once, so that a form or an import can show all of them together. Its kind is Invalid.
// Never return an empty Many as an error: return Err().
type Many []*Error

// Addf appends an Invalid fault about field.
func (m *Many) Addf(field, format string, args ...any) {
	*m = append(*m, Invalidf(field, format, args...))
}

// Err returns m as an error, or nil if there is nothing to report.
func (m Many) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Error returns all sentences and causes, joined with a space.
func (m Many) Error() string {
	return m.join((*Error).Error)
}

// Unwrap lets errors.Is and errors.As inspect each fault.
func (m Many) Unwrap() []error {
	errs := make([]error, len(m))
	for i, e := range m {
		errs[i] = e
	}
	return errs
}

func (m Many) kind() Kind { return Invalid }

func (m Many) sentence() string {
	if len(m) == 0 {
		return neutral
	}
	return m.join((*Error).sentence)
}

func (m Many) join(text func(*Error) string) string {
	texts := make([]string, len(m))
	for i, e := range m {
		texts[i] = text(e)
	}
	return strings.Join(texts, " ")
}
