package payfip

import (
	"encoding/xml"
	"strings"
	"testing"
)

// Reading any response terminates, and returns an answer or a fault.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "<a/>", `<?xml version='1.0'?><S:Envelope ` +
		`xmlns:S="x"><S:Body><ns2:recupererDetailPaiementSecuriseResponse ` +
		`xmlns:ns2="y"><return><idOp>a</idOp><resultrans>P</resultrans></return></ns2:recupererDetailPaiementSecuriseResponse></S:Body></S:Envelope>`,
		`<S:Envelope xmlns:S="x"><S:Body><S:Fault><detail><ns2:FonctionnelleErreur ` +
			`xmlns:ns2="y"><code>P5</code><descriptif/><libelle>é</libelle></ns2:FonctionnelleErreur></detail></S:Fault></S:Body></S:Envelope>`,
		`<!DOCTYPE a [<!ENTITY x "y">]><Envelope>&x;</Envelope>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := read(opDetail, body)
		if (err == nil) == (a.fields == nil) {
			t.Fatalf("%q: %v, %v", body, a, err)
		}
		if fault, ok := err.(*Fault); err != nil && (!ok || fault.Kind == "" || len(fault.Code) > 4*8 ||
			len(fault.Text) > 5*maxText) {
			t.Fatalf("%q: %#v", body, err)
		}
		if strings.Contains(string(body), "<!DOCTYPE") && err == nil && !strings.Contains(string(body), "<!--") &&
			!strings.Contains(string(body), "<![CDATA[") && !strings.Contains(string(body), "<?") {
			t.Fatalf("a document type was read: %q", body)
		}
	})
}

// The values written into a request are the values read from it.
func FuzzEnvelope(f *testing.F) {
	f.Add("anne@exemple.fr")
	f.Add(`<&>"'` + "\r\n]]>")
	f.Fuzz(func(t *testing.T, text string) {
		var e struct {
			Mel string `xml:"Body>creerPaiementSecurise>arg0>mel"`
		}
		if err := xml.Unmarshal(envelope(opCreate, []field{{"mel", text}}), &e); err != nil {
			t.Fatal(err)
		}
		if e.Mel != strings.ToValidUTF8(text, "\uFFFD") &&
			!strings.ContainsFunc(text, func(r rune) bool {
				return r < 0x20 || r == 0xFFFD || r == 0xFFFE ||
					r == 0xFFFF
			}) {
			t.Fatalf("%q became %q", text, e.Mel)
		}
	})
}
