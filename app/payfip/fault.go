package payfip

import (
	"strings"

	"cartable/app/domain/plain"
)

// Kind says what a failure means for whoever called.
type Kind string

// The kinds. All but Functional may be tried again; Protocol should be looked at as well.
const (
	Functional  Kind = "functional"  // the platform understood, and says no: Code tells why
	Malfunction Kind = "malfunction" // it failed inside
	Down        Kind = "down"        // it is not available
	Protocol    Kind = "protocol"    // it did not understand
	Unreachable Kind = "unreachable" // no answer, or none of the platform's
)

// kinds are the children of a fault's detail. The faultstring says the same in several ways, and is not read.
var kinds = map[string]Kind{
	"FonctionnelleErreur": Functional, "TechDysfonctionnementErreur": Malfunction,
	"TechIndisponibiliteErreur": Down, "TechProtocolaireErreur": Protocol,
}

// Codes of Functional faults about an idOp.
const (
	CodeNotKnown = "P1" // no such idOp, or purged by the night; also said of a very young one
	CodeNotYet   = "P5" // no result so far
)

// Fault is a call that did not succeed. It holds no personal data: it may be logged.
type Fault struct {
	Kind Kind
	Code string // of Functional, and sometimes of others; upper case
	Text string // what the platform wrote, or what was seen
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

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Transient tells that the same call may succeed later.
func (f *Fault) Transient() bool { return f.Kind != Functional }

// fields are the families of codes: their first letter is the field at fault. Numbers have gaps, so the letter decides.
var fields = map[byte]string{
	'P': "idop", 'R': "refdet", 'A': "mel", 'M': "montant", 'S': "saisie", 'T': "numcli", 'N': "urlnotif", 'D': "urlredirect", 'E': "exer", 'O': "objet",
}

// Field is the field that a Functional fault is about; empty when its letter is unheard of.
func (f *Fault) Field() string {
	if f.Kind != Functional || f.Code == "" {
		return ""
	}
	return fields[f.Code[0]]
}

// maxText bounds what is kept of the platform's words.
const maxText = 200

// faultOf reads a SOAP fault. Without a detail that we know it is a failure of the front end, not a word of the platform.
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
			return &Fault{Kind: kind, Code: plain.Cut(strings.ToUpper(d.value("code")), 8), Text: plain.Cut(text, maxText)}
		}
	}
	return &Fault{Kind: Unreachable, Text: "a fault without a known detail: " + plain.Cut(n.value("faultstring"), maxText)}
}
