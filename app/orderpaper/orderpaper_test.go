package orderpaper

import (
	"bytes"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/office"
)

// An order that is printed again is the same paper, byte for byte; a difference is another one.
func TestAnOrderIsThePaperThatItWas(t *testing.T) {
	o := office.MealOrderRow{Number: "BC-20261204-1", Version: 1, Date: civil.New(2026, 12, 4),
		Activity: "Restauration", At: time.Date(2026, 12, 3, 11, 1, 0, 0, time.UTC),
		More: 19, Address: "Mairie de Saint-Aubin",
		Lines: []office.MealOrderLine{{School: "École A", Kind: kitchen.Standard, Number: 18},
			{Kind: kitchen.Adult, Number: 1}}}
	first, err := Paper(o, time.UTC).Bytes()
	if err != nil || !bytes.HasPrefix(first, []byte("%PDF-")) {
		t.Fatal(err)
	}
	again, err := Paper(o, time.UTC).Bytes()
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("two papers of one order: %v", err)
	}
	o.Version = 2
	second, err := Paper(o, time.UTC).Bytes()
	if err != nil || bytes.Equal(first, second) {
		t.Errorf("a difference is the paper of the order: %v", err)
	}
	if Title(o) != "Bon de commande BC-20261204-1, version 2" || File(o) != "bon-BC-20261204-1-v2" {
		t.Errorf("%q %q", Title(o), File(o))
	}
}
