package payfip

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The operations, and the namespace of their wrappers. Everything inside a wrapper is in no namespace.
const (
	namespace = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"
	soapSpace = "http://schemas.xmlsoap.org/soap/envelope/"
	opCreate  = "creerPaiementSecurise"
	opDetail  = "recupererDetailPaiementSecurise"
	opRegie   = "recupererDetailClient"
)

type field struct{ name, value string }

// envelope writes a request. A field without a value is left out: the platform checks which fields are required.
func envelope(op string, fields []field) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="` + soapSpace +
		`" xmlns:pai="` + namespace +
		`"><soapenv:Body><pai:` + op + `><arg0>`)
	for _, f := range fields {
		if f.value == "" {
			continue
		}
		b.WriteString("<" + f.name + ">")
		xml.EscapeText(&b, []byte(f.value)) // a buffer never fails
		b.WriteString("</" + f.name + ">")
	}
	b.WriteString(`</arg0></pai:` + op + `></soapenv:Body></soapenv:Envelope>`)
	return b.Bytes()
}

// answer contains the children of return by their names in lower case: the platform's documents spell idOp differently.
type answer struct{ fields map[string]string }

func (a answer) get(name string) string { return a.fields[name] }

// node is an element with its text and its children, of any namespace.
type node struct {
	name     string
	text     strings.Builder
	children []*node
}

func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

func (n *node) value(name string) string {
	if c := n.child(name); c != nil {
		return strings.TrimSpace(c.text.String())
	}
	return ""
}

// Limits of a document: the real ones have a dozen elements, four deep.
const (
	maxDepth = 16
	maxNodes = 2000
)

var errXML = errors.New("not a SOAP message")

// parse reads a document into a tree. It refuses document types, and with them entities other than XML's own.
func parse(body []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = true
	root := &node{}
	open, seen := []*node{root}, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(open) != 1 || len(root.children) != 1 {
				return nil, errXML
			}
			return root.children[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.Directive:
			return nil, errXML
		case xml.StartElement:
			if seen++; seen > maxNodes || len(open) > maxDepth {
				return nil, errXML
			}
			n := &node{name: t.Name.Local}
			top.children, open = append(top.children, n), append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text.Write(t)
		}
	}
}

// read finds the answer to an operation in a body, or the fault in its place.
func read(op string, body []byte) (answer, error) {
	root, err := parse(body)
	if err != nil || !strings.EqualFold(root.name, "Envelope") {
		return answer{}, &Fault{Kind: Unreachable, Text: "not a SOAP message", Err: err}
	}
	content := root.child("Body")
	if f := content.child("Fault"); f != nil {
		return answer{}, faultOf(f)
	}
	back := content.child(op + "Response").child("return")
	if back == nil {
		return answer{}, &Fault{Kind: Unreachable, Text: "no answer to " + op}
	}
	a := answer{map[string]string{}}
	for _, c := range back.children {
		a.fields[strings.ToLower(c.name)] = strings.TrimSpace(c.text.String())
	}
	return a, nil
}
