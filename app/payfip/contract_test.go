package payfip_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"cartable/app/payfip"
	"cartable/app/payfip/simulator"
)

// The contract as far as messages show it: the wrappers, and their children in order. It is repeated here, so that
// neither the client nor the simulator checks itself.
const space = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"

var contract = map[string]struct {
	inner  string
	fields string
}{
	"creerPaiementSecurise": {"arg0", "exer mel montant numcli objet refdet saisie urlnotif " +
		"urlredirect"},
	"creerPaiementSecuriseResponse":   {"return", "idOp"},
	"recupererDetailPaiementSecurise": {"arg0", "idOp"},
	"recupererDetailPaiementSecuriseResponse": {"return", "dattrans exer heurtrans idOp mel montant numauto numcli " +
		"objet refdet resultrans saisie"},
	"recupererDetailClient":         {"arg0", "numCli"},
	"recupererDetailClientResponse": {"return", "libelleN1 libelleN2 libelleN3 numcli"},
}

var faults = []string{"FonctionnelleErreur", "TechDysfonctionnementErreur", "TechIndisponibiliteErreur",
	"TechProtocolaireErreur"}

// conforms returns how a message differs from the contract.
func conforms(message []byte) error {
	d := xml.NewDecoder(bytes.NewReader(message))
	var path []xml.Name
	var wrapper string
	last, severity := -1, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if _, end := token.(xml.EndElement); end {
			path = path[:len(path)-1]
			continue
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		path = append(path, start.Name)
		name := start.Name
		isFault := len(path) > 2 && path[2].Local == "Fault"
		switch {
		case len(path) <= 2:
			want := []string{"Envelope", "Body"}[len(path)-1]
			if name != (xml.Name{Space: "http://schemas.xmlsoap.org/soap/envelope/", Local: want}) {
				return fmt.Errorf("%v in place of %s", name, want)
			}
		case isFault && len(path) == 5 && path[3].Local == "detail":
			if wrapper = name.Local; name.Space != space || !slices.Contains(faults, wrapper) {
				return fmt.Errorf("%v is no fault", name)
			}
		case isFault && len(path) == 6:
			at := slices.Index([]string{"code", "descriptif", "libelle", "message", "severite"}, name.Local)
			if name.Space != "" || at <= last {
				return fmt.Errorf("%v in a fault, out of place", name)
			}
			last, severity = at, severity || name.Local == "severite"
		case isFault:
			if name.Space == space {
				return fmt.Errorf("%v in a fault", name)
			}
		case len(path) == 3:
			if wrapper = name.Local; name.Space != space || contract[wrapper].inner == "" {
				return fmt.Errorf("%v is no operation", name)
			}
		case len(path) == 4:
			if name != (xml.Name{Local: contract[wrapper].inner}) {
				return fmt.Errorf("%v in %s", name, wrapper)
			}
		case len(path) == 5:
			at := slices.Index(strings.Fields(contract[wrapper].fields), name.Local)
			if name.Space != "" || at <= last {
				return fmt.Errorf("%v in %s, unknown or out of order", name, wrapper)
			}
			last = at
		default:
			return fmt.Errorf("%v is too deep", name)
		}
	}
	if wrapper == "" || slices.Contains(faults, wrapper) && !severity {
		return fmt.Errorf("incomplete: %q", wrapper)
	}
	return nil
}

// wiretap is a proxy between the client and the platform, and checks both.
func wiretap(t *testing.T, platform http.Handler) string {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := conforms(body); err != nil {
			t.Errorf("request: %v\n%s", err, body)
		}
		if r.Method != http.MethodPost || r.Header.Get("SOAPAction") != `""` || r.Header.Get("Content-Type") !=
			"text/xml; charset=utf-8" {
			t.Errorf("request: %s %v", r.Method, r.Header)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		platform.ServeHTTP(rec, r)
		if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/xml") {
			if err := conforms(rec.Body.Bytes()); err != nil {
				t.Errorf("answer: %v\n%s", err, rec.Body)
			}
			if !strings.HasPrefix(rec.Body.String(), "<?xml version='1.0' encoding='UTF-8'?><S:Envelope ") ||
				strings.Contains(rec.Body.String(), "\n") {
				t.Errorf("answer, not as JAX-WS writes: %s", rec.Body)
			}
		}
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	}))
	t.Cleanup(site.Close)
	return site.URL + "/tpa/services/securite"
}

func TestTheContractIsHeld(t *testing.T) {
	sim := simulator.New(simulator.Options{Regies: map[string]simulator.Regie{"012345": {Label1: "RÉGIE <CANTINE>",
		Label2: "DEUX"}, "000001": {NoWeb: true}}})
	c := client(t, wiretap(t, sim))
	ctx := t.Context()
	id, err := c.Create(ctx, order)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "before a result", payfip.Functional, "P5", detail(c.Detail(ctx, id)))
	sim.Finish(id, map[string]string{"resultrans": "P"})
	got, err := c.Detail(ctx, id)
	if err != nil || got.Result != "P" || got.Cents() != 3420 || got.Refdet != order.Refdet || got.Numcli != "012345" ||
		got.Objet != "Cantine d ete Lea" ||
		got.Saisie != "T" || got.Numauto == "" || got.IdOp != id || got.Mel != order.Mel || len(got.Dattrans) != 8 ||
		len(got.Heurtrans) != 4 {
		t.Errorf("%v %+v", err, got)
	}
	regie, err := c.Regie(ctx, "012345")
	if err != nil || regie.Label1 != "RÉGIE <CANTINE>" || regie.Label2 != "DEUX" || regie.Label3 != "" ||
		regie.Numcli != "012345" {
		t.Errorf("%v %+v", err, regie)
	}
	for numcli, code := range map[string]string{"12345": "T1", "999999": "T2", "000001": "T4"} {
		_, err := c.Regie(ctx, numcli)
		refused(t, numcli, payfip.Functional, code, err)
	}
	for name, bad := range map[string]func(*payfip.Order){
		"T1": func(o *payfip.Order) { o.Numcli = "12345" },
		"E1": func(o *payfip.Order) { o.Exer = "26" },
		"R3": func(o *payfip.Order) { o.Refdet = "P-042" },
		"A1": func(o *payfip.Order) { o.Mel = "" },
		// recorded on the real service: mel comes first
		"A2": func(o *payfip.Order) { o.Mel, o.Amount = "personne", 9_990_000_001 },
		"M3": func(o *payfip.Order) { o.Amount = 99 },
		"M5": func(o *payfip.Order) { o.Amount = 10_000_000 },
		"M1": func(o *payfip.Order) { o.Amount = -100 },
		"S1": func(o *payfip.Order) { o.Saisie = "A" },
		"N1": func(o *payfip.Order) { o.URLNotif = "ftp://x" },
		"D1": func(o *payfip.Order) { o.URLRedirect = "" },
	} {
		o := order
		bad(&o)
		_, err := c.Create(ctx, o)
		refused(t, name, payfip.Functional, name, err)
	}
	sim.Finish(id, map[string]string{"resultrans": "R", "numauto": ""})
	if got, err := c.Detail(ctx, id); err != nil || got.Numauto != "" || got.Result != "R" {
		t.Errorf("%v %+v", err, got)
	}
}

// The real service matches names exactly, and ignores all others.
func TestTheSimulatorIsAsStrictAsTheService(t *testing.T) {
	sim := simulator.New(simulator.Options{})
	site := httptest.NewServer(sim)
	defer site.Close()
	id, err := client(t, site.URL+"/tpa/services/securite").Create(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(inner, ns string) string {
		body := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:p="` + ns +
			`"><e:Header/><e:Body><p:recupererDetailPaiementSecurise><arg0>` + inner +
			`</arg0></p:recupererDetailPaiementSecurise></e:Body></e:Envelope>`
		res, err := http.Post(site.URL+"/tpa/services/securite", "text/xml", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		if res.StatusCode != 500 {
			t.Errorf("%s: status %d", inner, res.StatusCode)
		}
		return string(text)
	}
	for what, c := range map[string][3]string{
		"the right name":           {"<idOp>" + id + "</idOp>", space, "<code>P5</code>"},
		"beside an unknown one":    {"<x>1</x><idOp>" + id + "</idOp>", space, "<code>P5</code>"},
		"in small letters":         {"<idop>" + id + "</idop>", space, "<code>P1</code>"},
		"in a namespace":           {"<p:idOp>" + id + "</p:idOp>", space, "<code>P1</code>"},
		"a wrapper from elsewhere": {"<idOp>" + id + "</idOp>", "urn:x", "S:Client"},
	} {
		if got := ask(c[0], c[1]); !strings.Contains(got, c[2]) {
			t.Errorf("%s: %s", what, got)
		}
	}
	for _, path := range []string{"?wsdl", "?xsd=1"} {
		res, err := http.Get(site.URL + "/tpa/services/securite" + path)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if err := xml.Unmarshal(text, new(struct{ XMLName xml.Name })); err != nil ||
			!bytes.Contains(text, []byte("recupererDetailClientResponse")) {
			t.Errorf("%s: %v %s", path, err, text)
		}
	}
}

func detail(_ payfip.Detail, err error) error { return err }
