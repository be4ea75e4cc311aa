package app

import (
	"net/url"
	"strings"
)

// checkPayFiP checks the settings of the payment platform. Without PAYFIP_SAISIE there is no online payment.
func (c Config) checkPayFiP(m *mistakes) {
	schemes(m, "PAYFIP_ENDPOINT", c.PayFiPEndpoint, "http", "https")
	schemes(m, "PAYFIP_PAGE", c.PayFiPPage, "http", "https")
	if u, err := url.Parse(c.PayFiPPage); err == nil && (u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
		m.add("PAYFIP_PAGE", "seulement l'adresse de la page, sans rien derrière")
	}
	switch saisie := c.PayFiPSaisie; {
	case saisie != "" && saisie != "T" && saisie != "X" && saisie != "W":
		m.add("PAYFIP_SAISIE", "T (test), X (activation) ou W (production) est attendu")
	case c.Production() && (saisie == "T" || saisie == "X") && !c.PayFiPTests:
		m.add("PAYFIP_SAISIE", "en production, W est attendu. Pour un test ou une activation, ajoutez "+
			"PAYFIP_TEST_IN_PRODUCTION=true")
	}
	if !c.Production() {
		return
	}
	for name, address := range map[string]string{"PAYFIP_ENDPOINT": c.PayFiPEndpoint, "PAYFIP_PAGE": c.PayFiPPage} {
		if !strings.HasPrefix(address, "https://") {
			m.add(name, "une adresse https:// est obligatoire en production")
		}
	}
}

// payOrigin returns the origin of the payment page, "https://host".
func (c Config) payOrigin() string {
	u, err := url.Parse(c.PayFiPPage)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
