// Package payfip is a client of PayFiP, the payment platform of the French treasury (formerly TIPI), by its web service
// for régies: SOAP 1.1, three operations. It creates a payment, which returns the idOp to redirect the user with, and
// queries the result afterwards. It decides nothing, stores nothing, and never sees a card.
//
// The contract is the service's own WSDL (PaiementSecuriseService, namespace
// http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/…), the guide of the
// DGFiP (« Guide de mise en œuvre PayFiP régie, web service », 2020) as implementers quote it, and what they have
// observed. contract_test.go checks it. Start with New and Client.Create; every failure is a *Fault whose kind says
// whether the platform refused or failed.
package payfip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cartable/app/domain/money"
)

// Order is a payment to create.
type Order struct {
	Exer        string // the year, four digits
	Mel         string // 6 to 80 characters; the platform sends its ticket there
	Amount      money.Cents
	Numcli      string // of the régie: six digits, never a number
	Objet       string // any text: Create converts it
	Refdet      string // 6 to 30 letters or digits, never used twice
	Saisie      string // T test, X activation, W production
	URLNotif    string // the platform notifies it of the result
	URLRedirect string // where the user comes back
}

// Detail is the result of a payment. A field that the platform left out is empty.
type Detail struct {
	IdOp, Result, Dattrans, Heurtrans, Numauto  string
	Montant, Numcli, Refdet, Objet, Mel, Saisie string
	Exer                                        string // an echo, known to be wrong: never compare it
}

// Cents returns the amount processed, or -1 when it is not a whole number of cents.
func (d Detail) Cents() money.Cents {
	if len(d.Montant) == 0 || len(d.Montant) > 11 {
		return -1
	}
	var c money.Cents
	for _, digit := range d.Montant {
		if digit < '0' || digit > '9' {
			return -1
		}
		c = c*10 + money.Cents(digit-'0')
	}
	return c
}

// At returns when the transaction took place, read as local time in loc, which is Paris; false when the platform gave
// no time.
func (d Detail) At(loc *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation("02012006 1504", d.Dattrans+" "+d.Heurtrans, loc)
	if err != nil {
		t, err = time.ParseInLocation("02012006", d.Dattrans, loc)
	}
	return t, err == nil
}

// Regie is the platform's record of a régie.
type Regie struct{ Label1, Label2, Label3, Numcli string }

// Client calls the web service. It is safe for concurrent use.
type Client struct {
	endpoint string
	http     *http.Client
}

// callTime limits a call whose context has no deadline.
const callTime = 15 * time.Second

// maxBody limits the size of an answer.
const maxBody = 1 << 20

// New returns a client of a SOAP endpoint. It opens no connection.
func New(endpoint string) (*Client, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return nil, errors.New("payfip: an endpoint like https://host/tpa/services/securite is expected")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 8
	return &Client{endpoint, &http.Client{
		Transport: transport,
		Timeout:   callTime,
		// a POST must not become a GET
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Create creates a payment and returns its idOp. After a timeout the payment may exist, but nobody will be redirected
// to it.
func (c *Client) Create(ctx context.Context, o Order) (idOp string, err error) {
	back, err := c.call(ctx, opCreate, []field{{"exer", o.Exer}, {"mel", o.Mel},
		{"montant", fmt.Sprintf("%d", int64(o.Amount))}, {"numcli", o.Numcli},
		{"objet", Objet(o.Objet)}, {"refdet", o.Refdet}, {"saisie", o.Saisie}, {"urlnotif", o.URLNotif},
		{"urlredirect", o.URLRedirect}})
	if err != nil {
		return "", err
	}
	if idOp = back.get("idop"); !ValidIdOp(idOp) {
		return "", &Fault{Kind: Unreachable, Text: "an answer without an idOp"}
	}
	return idOp, nil
}

// Detail returns the result of a payment. Until there is one the platform answers with a fault: NotYet or NotKnown.
func (c *Client) Detail(ctx context.Context, idOp string) (Detail, error) {
	b, err := c.call(ctx, opDetail, []field{{"idOp", idOp}})
	if err != nil {
		return Detail{}, err
	}
	return Detail{IdOp: b.get("idop"), Result: b.get("resultrans"), Dattrans: b.get("dattrans"),
		Heurtrans: b.get("heurtrans"), Numauto: b.get("numauto"),
		Montant: b.get("montant"), Numcli: b.get("numcli"), Refdet: b.get("refdet"), Objet: b.get("objet"),
		Mel: b.get("mel"), Saisie: b.get("saisie"),
		Exer: b.get("exer")}, nil
}

// Regie returns the platform's record of a régie, to check that its number is right and that the platform answers.
func (c *Client) Regie(ctx context.Context, numcli string) (Regie, error) {
	b, err := c.call(ctx, opRegie, []field{{"numCli", numcli}})
	if err != nil {
		return Regie{}, err
	}
	return Regie{b.get("libellen1"), b.get("libellen2"), b.get("libellen3"), b.get("numcli")}, nil
}

// ValidIdOp reports whether a text may be an idOp: it is opaque, but bounded and limited to safe characters, because it
// is put into a URL.
func ValidIdOp(text string) bool {
	return len(text) >= 8 && len(text) <= 64 && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	})
}

func (c *Client) call(ctx context.Context, op string, fields []field) (answer, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(envelope(op, fields)))
	if err != nil {
		return answer{}, err
	}
	ask.Header.Set("Content-Type", "text/xml; charset=utf-8")
	ask.Header.Set("SOAPAction", `""`)
	ask.Header.Set("Accept", "text/xml")
	res, err := c.http.Do(ask)
	if err != nil {
		return answer{}, &Fault{Kind: Unreachable, Text: "no answer", Err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err != nil {
		return answer{}, &Fault{Kind: Unreachable, Text: "an answer that breaks off", Err: err}
	}
	if len(body) > maxBody {
		return answer{}, &Fault{Kind: Unreachable, Text: "an answer that has no end"}
	}
	got, err := read(op, body) // whatever the status: faults come with 500, and with 200
	if err == nil && res.StatusCode != http.StatusOK {
		err = &Fault{Kind: Unreachable, Text: fmt.Sprintf("status %d with a result", res.StatusCode)}
	}
	if f, ok := errors.AsType[*Fault](err); ok && f.Kind == Unreachable && res.StatusCode != http.StatusOK {
		f.Text = fmt.Sprintf("status %d, %s", res.StatusCode, f.Text)
	}
	return got, err
}
