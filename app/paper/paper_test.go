package paper

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"
)

func sample() *Doc {
	d := New("Relevé de novembre 2026", "Commune de Saint-Aubin-sur-Dropt\n1 place de la Mairie\n47000 Saint-Aubin",
		time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	d.Address("Mme MARTIN Łucja\n12 rue des Œillets\n47000 Saint-Aubin")
	d.Title("Relevé de novembre 2026")
	d.Facts([2]string{"Compte famille", "F0012"}, [2]string{"Porte-monnaie", "Restauration scolaire"})
	rows := [][]string{}
	for i := range 60 {
		rows = append(rows, []string{fmt.Sprintf("%02d/11/2026", i%30+1), "Restauration scolaire des écoles " +
			"élémentaires, service du midi", "−4,22\u00a0€"})
	}
	d.Table([]Column{{Title: "Date", Width: 24}, {Title: "Activité"}, {Title: "Montant", Width: 28, Amount: true}},
		append(rows, []string{"=Total", "", "−1\u202f234,50\u00a0€"}))
	d.Heading("À savoir")
	d.Text("Sous réserve de mise à jour.")
	d.Code("Numéro", "2026-000123")
	return d
}

func TestAPaperIsTheSameTwice(t *testing.T) {
	first, err := sample().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	second, err := sample().Bytes()
	if err != nil || !bytes.Equal(first, second) {
		t.Fatalf("the same content gives other bytes (%v)", err)
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || len(first) > 120_000 {
		t.Fatalf("%d bytes", len(first))
	}
	if name := os.Getenv("PAPER"); name != "" { // for manual inspection
		if err := os.WriteFile(name, first, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
