package simulator

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	soapNS    = "http://schemas.xmlsoap.org/soap/envelope/"
	serviceNS = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"
)

// operations are the children of arg0 and of return, in the order of the contract.
var operations = map[string]struct{ ask, answer []string }{
	"creerPaiementSecurise": {[]string{"exer", "mel", "montant", "numcli", "objet", "refdet", "saisie", "urlnotif",
		"urlredirect"}, []string{"idOp"}},
	"recupererDetailPaiementSecurise": {[]string{"idOp"}, []string{"dattrans", "exer", "heurtrans", "idOp", "mel",
		"montant", "numauto", "numcli", "objet",
		"refdet", "resultrans", "saisie"}},
	"recupererDetailClient": {[]string{"numCli"}, []string{"libelleN1", "libelleN2", "libelleN3", "numcli"}},
}

// request is a parsed request, without unknown children and those in a namespace.
type request struct {
	op     string
	fields map[string]string
}

var errMessage = errors.New("cannot find dispatch method")

// readRequest parses as JAXB does without a schema: the wrapper by namespace and name, its children by exact name.
func readRequest(body []byte) (request, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	var path []xml.Name
	r := request{fields: map[string]string{}}
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, err
		}
		switch t := token.(type) {
		case xml.Directive:
			return r, errMessage
		case xml.StartElement:
			path = append(path, t.Name)
			text.Reset()
			if len(path) == 3 && path[0] == (xml.Name{Space: soapNS, Local: "Envelope"}) &&
				path[1] == (xml.Name{Space: soapNS, Local: "Body"}) && t.Name.Space == serviceNS {
				r.op = t.Name.Local
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if len(path) == 5 && r.op != "" && path[3] == (xml.Name{Local: "arg0"}) && path[4].Space == "" {
				r.fields[path[4].Local] = text.String()
			}
			path = path[:len(path)-1]
		}
	}
	known, ok := operations[r.op]
	if !ok {
		return r, errMessage
	}
	for name := range r.fields {
		if !slices.Contains(known.ask, name) {
			delete(r.fields, name)
		}
	}
	return r, nil
}

func (s *Simulator) soap(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	ask, err := readRequest(body)
	if err != nil {
		s.send(w, http.StatusInternalServerError,
			`<S:Fault xmlns:ns3="http://www.w3.org/2003/05/soap-envelope"><faultcode>S:Client</faultcode><faultstring>`+
				escaped("Cannot find dispatch method")+`</faultstring></S:Fault>`)
		return
	}
	id := ask.fields["idOp"]
	s.mu.Lock()
	s.calls[ask.op]++
	if id != "" {
		s.calls[ask.op+" "+id]++
	}
	planned := s.planned(ask.op, id)
	s.mu.Unlock()
	if planned != nil && s.misbehave(w, r, ask, *planned) {
		return
	}
	s.answer(w, ask, 500)
}

// answer executes a request and writes the response. faultStatus is the status of a fault.
func (s *Simulator) answer(w http.ResponseWriter, ask request, faultStatus int) {
	back, code := s.do(ask)
	if code != "" {
		s.fault(w, faultStatus, "FonctionnelleErreur", code, libelles[code], 2)
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<ns2:%sResponse xmlns:ns2="%s" `+
		`xmlns:ns3="http://securite.service.tpa.cp.finances.gouv.fr/reponse" `+
		`xmlns:ns4="http://securite.service.tpa.cp.finances.gouv.fr/requete"><return>`, ask.op, serviceNS)
	for _, name := range operations[ask.op].answer {
		if value, ok := back[name]; ok {
			b.WriteString("<" + name + ">" + escaped(value) + "</" + name + ">")
		}
	}
	fmt.Fprintf(&b, "</return></ns2:%sResponse>", ask.op)
	s.send(w, http.StatusOK, b.String())
}

// do is the service itself. code is that of the first error.
func (s *Simulator) do(ask request) (back map[string]string, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch ask.op {
	case "creerPaiementSecurise":
		if code = s.validate(ask.fields); code != "" {
			return nil, code
		}
		op := &Op{IdOp: newIdOp(), Asked: ask.fields, CreatedAt: s.now(), Stage: created, override: map[string]string{}}
		s.ops[op.IdOp] = op
		s.order = append(s.order, op.IdOp)
		return map[string]string{"idOp": op.IdOp}, ""
	case "recupererDetailPaiementSecurise":
		op := s.find(ask.fields["idOp"])
		if op == nil {
			return nil, "P1"
		}
		if op.Stage != finished {
			return nil, "P5"
		}
		return op.Detail, ""
	}
	numcli := ask.fields["numCli"]
	regie, code := s.regie(numcli)
	return map[string]string{"libelleN1": regie.Label1, "libelleN2": regie.Label2, "libelleN3": regie.Label3,
		"numcli": numcli}, code
}

// fault writes a fault as JAX-WS does.
func (s *Simulator) fault(w http.ResponseWriter, status int, kind, code, libelle string, severity int) {
	class := "fr.gouv.finances.cp.tpa.webservice.exceptions." + kind
	s.send(w, status, fmt.Sprintf(
		`<S:Fault xmlns:ns4="http://www.w3.org/2003/05/soap-envelope"><faultcode>S:Server</faultcode><faultstring>%s</faultstring><detail>`+
			`<ns2:%s xmlns:ns2="%s"><code>%s</code><descriptif/><libelle>%s</libelle><message>%s</message><severite>%d</severite></ns2:%s></detail></S:Fault>`,
		class, kind, serviceNS, escaped(code), escaped(libelle), class, severity, kind))
}

func (s *Simulator) send(w http.ResponseWriter, status int, content string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="%s"><S:Body>%s</S:Body></S:Envelope>`,
		soapNS, content)
}

func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text))
	return b.String()
}

// description answers ?wsdl and ?xsd=N with a contract generated from the table of operations.
func (s *Simulator) description(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	switch {
	case r.URL.Query().Has("wsdl"):
		io.WriteString(w, wsdl("http://"+r.Host+r.URL.Path))
	case r.URL.Query().Has("xsd"):
		io.WriteString(w, xsd())
	default:
		http.Error(w, "POST", http.StatusMethodNotAllowed)
	}
}

// waitOrGone waits, unless the caller disconnects.
func waitOrGone(r *http.Request, for_ time.Duration) {
	select {
	case <-r.Context().Done():
	case <-time.After(for_):
	}
}
