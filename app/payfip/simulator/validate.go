package simulator

import (
	"net/url"
	"regexp"
	"strings"
)

var libelles = map[string]string{
	"P1": "IdOp incorrect.", "P3": "IdOp déjà utilisé.", "P4": "IdOp de plus de 15 minutes.",
	"P5": "Résultat de la transaction non connu.",
	"R3": "Le format du paramètre REFDET n'est pas conforme", "A1": "Adresse courriel absente.",
	"A2": "Adresse courriel incorrecte.",
	"M1": "Le format du paramètre MONTANT n'est pas conforme", "M3": "Montant inférieur à 1 euro.",
	"M5": "Montant supérieur à la limite.",
	"S1": "Le format du paramètre SAISIE n'est pas conforme", "T1": "Le format du paramètre NUMCLI n'est pas conforme",
	"T2": "Numéro de client inconnu.",
	"T4": "Client sans accès au service web.", "N1": "Le format du paramètre URLNOTIF n'est pas conforme",
	"D1": "Le format du paramètre URLREDIRECT n'est pas conforme",
	"E1": "Le format du paramètre EXER n'est pas conforme", "O1": "Le format du paramètre OBJET n'est pas conforme",
}

var (
	sixFigures  = regexp.MustCompile(`^[0-9]{6}$`)
	fourFigures = regexp.MustCompile(`^[0-9]{4}$`)
	reference   = regexp.MustCompile(`^[A-Za-z0-9]{6,30}$`)
	plainWords  = regexp.MustCompile(`^[A-Za-z0-9 ]{0,100}$`)
	figures     = regexp.MustCompile(`^[0-9]+$`)
)

func (s *Simulator) regie(numcli string) (Regie, string) {
	if !sixFigures.MatchString(numcli) {
		return Regie{}, "T1"
	}
	known, ok := s.regies[numcli]
	if !ok && len(s.regies) > 0 {
		return Regie{}, "T2"
	}
	if !ok {
		known = Regie{Label1: "REGIE DE DEMONSTRATION " + numcli, Label2: "SIMULATEUR"}
	}
	if known.NoWeb {
		return Regie{}, "T4"
	}
	return known, ""
}

// validate returns the code of the first error. The real platform checks mel before montant; the rest of the order is
// our choice.
func (s *Simulator) validate(f map[string]string) string {
	if _, code := s.regie(f["numcli"]); code != "" {
		return code
	}
	at := strings.IndexByte(f["mel"], '@')
	amount := strings.TrimLeft(f["montant"], "0")
	switch {
	case !fourFigures.MatchString(f["exer"]):
		return "E1"
	case !reference.MatchString(f["refdet"]):
		return "R3"
	case !plainWords.MatchString(f["objet"]):
		return "O1"
	case f["mel"] == "":
		return "A1"
	case len(f["mel"]) < 6 || len(f["mel"]) > 80 || at < 1 || at == len(f["mel"])-1:
		return "A2"
	case !figures.MatchString(f["montant"]):
		return "M1"
	case len(amount) < 3:
		return "M3"
	case len(amount) > 7:
		return "M5"
	case f["saisie"] != "T" && f["saisie"] != "X" && f["saisie"] != "W":
		return "S1"
	case !address(f["urlnotif"]):
		return "N1"
	case !address(f["urlredirect"]):
		return "D1"
	}
	return ""
}

func address(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= 250 && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
