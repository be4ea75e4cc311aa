package payfip

import (
	"strings"

	"cartable/app/domain/plain"
)

// Kind classifies a failure for the caller.
type Kind string

// The kinds. All but Functional may be retried; Protocol should be investigated as well.
const (
	Functional  Kind = "functional"  // the platform understood and refused: Code is the reason
	Malfunction Kind = "malfunction" // it failed internally
	Down        Kind = "down"        // it is not available
	Protocol    Kind = "protocol"    // it did not understand
	Unreachable Kind = "unreachable" // no answer, or one that is not the platform's
)

// kinds are the children of a fault's detail. The faultstring varies for the same kind, and is not read.
var kinds = map[string]Kind{
	"FonctionnelleErreur": Functional, "TechDysfonctionnementErreur": Malfunction,
	"TechIndisponibiliteErreur": Down, "TechProtocolaireErreur": Protocol,
}

// Codes of Functional faults about an idOp.
const (
	CodeNotKnown = "P1" // no such idOp, or purged by the night; also returned for a very recent one
	CodeNotYet   = "P5" // no result so far
)

// Fault is a call that failed. It contains no personal data: it may be logged.
type Fault struct {
	Kind Kind
	Code string // of Functional, and sometimes of others; upper case
	Text string // what the platform wrote, or what was received
	Err  error  // of the network, the parser; may be nil
}

func (f *Fault) Error() string {
	text := "payfip: " + string(f.Kind)
	if f.Code != "" {
		text += " " + f.Code
	}
	if f.Text != "" {
		text += ": " + f.Text
	}
	if f.Err != nil {
		text += " (" + f.Err.Error() + ")"
	}
	return text
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Transient reports whether the same call may succeed later.
func (f *Fault) Transient() bool { return f.Kind != Functional }

// fields maps families of codes, by their first letter, to the invalid field. As the numbers have gaps, only the letter
// is used.
var fields = map[byte]string{
	'P': "idop", 'R': "refdet", 'A': "mel", 'M': "montant", 'S': "saisie", 'T': "numcli", 'N': "urlnotif",
	'D': "urlredirect", 'E': "exer", 'O': "objet",
}

// Field returns the field that a Functional fault is about; empty when its letter is unknown.
func (f *Fault) Field() string {
	if f.Kind != Functional || f.Code == "" {
		return ""
	}
	return fields[f.Code[0]]
}

// maxText limits how much of the platform's text is kept.
const maxText = 200

// faultOf parses a SOAP fault. Without a known detail it is a failure of the front end, not an answer of the platform.
func faultOf(n *node) *Fault {
	detail := n.child("detail")
	if detail != nil {
		for _, d := range detail.children {
			kind, known := kinds[d.name]
			if !known {
				continue
			}
			text := d.value("descriptif")
			if text == "" {
				text = d.value("libelle")
			}
			return &Fault{Kind: kind, Code: plain.Cut(strings.ToUpper(d.value("code")), 8),
				Text: plain.Cut(text, maxText)}
		}
	}
	return &Fault{Kind: Unreachable, Text: "a fault without a known detail: " +
		plain.Cut(n.value("faultstring"), maxText)}
}
